"""Chinese (simplified), as the phone page speaks it: 你, 相框, 手机, Wi-Fi."""

from types import MappingProxyType
from typing import Final

from frame.slideshow.phrases import (
    ByRole,
    CardWords,
    ClaimWords,
    EndingWords,
    PairingWords,
    Phrases,
    Said,
    SetupWords,
    TrialWords,
    Way,
)
from frame.slideshow.words.told_zh import TOLD

_CARDS: Final = CardWords(
    welcome=Said(
        title="欢迎回家",
        text="这个相框显示你家的照片。照片加密保存，只在这个相框里。"
        "请从文件夹或 U 盘添加第一批照片：",
    ),
    welcome_by_phone=Said(
        title="欢迎回家",
        text="这个相框显示你家的照片。照片加密保存，只在这个相框里。请用手机发送第一批照片：",
    ),
    empty=Said(
        title="还没有照片",
        text="第一张照片到来后，就会自动开始显示。请添加文件夹或 U 盘：",
    ),
    empty_by_phone=Said(
        title="还没有照片",
        text="第一张照片到来后，就会自动开始显示。请用手机发送一张：",
    ),
    resting=Said(
        title="所有照片都在休息",
        text="每张照片都被隐藏或搁置，所以没有可以显示的。查看每张的原因：",
    ),
    full=Said(
        title="相框已满",
        text="你的照片是安全的，但放不下新的了。请删除一个不再需要的相册：",
    ),
    damaged=Said(
        title="照片库已损坏",
        text="磁盘上的内容和当初写入的不一样。没有更改或删除任何东西。查看还能打开哪些：",
    ),
    wrong_key=Said(
        title="这把密钥不对",
        text="这里的照片是用另一把设备密钥封存的。请放回那把密钥，或查看相框在哪里寻找它：",
    ),
    locked=Said(
        title="这个相框已锁上",
        text="你的照片是安全的。需要有人在相框上输入口令来打开：",
    ),
    awaiting_phone=Said(
        title="正在等待家里的手机",
        text="你的照片是安全的。请在主人的手机上打开相框的页面，或在家里的设备上运行：",
    ),
    unreadable=Said(
        title="接下来的照片打不开",
        text="连续几张图片没有打开。相框会自己继续尝试。查看是哪些：",
    ),
    add_phone="按 P 添加手机",
    or_folder="或从文件夹或 U 盘添加：",
)

_PAIRING: Final = PairingWords(
    add_phone="添加手机",
    link_frame="连接另一个相框",
    scan=ByRole(
        owner="用手机的相机扫描二维码并打开链接。这部手机将成为主人。",
        contributor="用手机的相机扫描二维码并打开链接。之后这部手机可以把照片发送到这里。",
        viewer="用手机的相机扫描二维码并打开链接。之后这部手机可以观看这里显示的内容。",
        frame="用另一个相框主人的手机扫描二维码。之后两个相框可以共享相册。",
    ),
    one_phone="只供一部手机使用，三分钟内有效。",
    one_frame="只供一个相框使用，三分钟内有效。",
    invited="由一位主人发起。",
    close="关闭",
    leads="链接通向 {address}",
    compare="两边显示的数字一样吗？",
    somebody="有人",
    asks=ByRole(
        owner="请求成为这个相框的主人。",
        contributor="请求把照片发送到这个相框。",
        viewer="请求观看这个相框显示的内容。",
        frame="请求与这个相框共享相册。",
    ),
    yes="是",
    no="否",
    cancel="取消",
    then_phone="现在请在手机上也同意。",
    then_frame="现在请在另一边也同意。",
    or_owner_of_phone="发出邀请的主人也可以在自己的手机上回答。",
    or_owner_of_frame="发出邀请的主人也可以在自己的手机上回答。",
    paired="{who} 已连接",
    done=ByRole(
        owner="这部手机现在是相框的主人了。",
        contributor="现在可以从那里发送照片了。",
        viewer="现在可以观看这里显示的内容了。",
        frame="现在可以与它共享相册了。",
    ),
)

_SETUP: Final = SetupWords(
    starting=Said(title="欢迎回家", text="相框正在启动，寻找它的网络。"),
    joining=Said(title="正在连接 Wi-Fi", text="大约需要一分钟。你什么都不用做。"),
    no_network=Said(
        title="让我们连接这个相框",
        text="手机通过你自己的网络把照片发送给它。请选择一种方式：",
    ),
    unreachable=Said(
        title="Wi-Fi 没有回应",
        text="它可能关了、太远，或换了密码。相框会自己继续尝试。要用另一个网络：",
    ),
    faulty=Said(
        title="请检查存储卡",
        text="rpi-preseed.toml 的内容没有采用。请把存储卡放进电脑，改正文件，再重新启动相框：",
    ),
    lost=Said(
        title="Wi-Fi 断了",
        text="照片照常显示，相框会自己继续尝试。要用另一个网络：",
    ),
    code=Way(
        title="出示二维码",
        texts=(
            "在手机上分享 Wi-Fi，把显示的二维码对准相机。",
            "Android：设置、Wi-Fi、分享",
            "iPhone：密码、Wi-Fi、二维码",
        ),
    ),
    cable=Way(title="插上网线", texts=("从路由器连到相框，就可以了。",)),
    card=Way(
        title="写在存储卡上",
        texts=("把存储卡放进电脑，加入文件 rpi-preseed.toml。",),
    ),
    more="还有 {count} 项",
    goes_on="照片照常显示，相框会自己继续尝试。插上网线立刻就好。",
    goes_on_with_code="照片照常显示。要用另一个网络，请把它的二维码对准相机。",
)

_ENDING: Final = EndingWords(
    holding=Said(
        title="继续按住，将清空这个相框",
        text="这个相框上的所有照片、人物和手机都会被永久删除。",
    ),
    let_go="松开即可取消",
    erasing=Said(
        title="正在全部清空",
        text="先删除密钥，再删除其余一切。即使断电，之后也会自己继续。",
    ),
    empty="这个相框是空的",
    gone="它的人物、相册和手机都已删除，最先删除的是密钥。",
    gone_one="1 张照片和所有人物、相册、手机都已删除，最先删除的是密钥。",
    gone_many="{count} 张照片和所有人物、相册、手机都已删除，最先删除的是密钥。",
    signed="相框为此签了名。请扫描二维码保存它的证明，或记下短码：",
    restarts="一分钟后它会重新启动，没有 Wi-Fi 和名称，就像第一天一样。",
)

_TRIAL: Final = TrialWords(
    size="{wide} × {high}",
    is_seen="四边都有白线吗？",
    touch=Said(title="请触摸这个角", text="或按 Enter；相框不能触摸时按 N。"),
    well="一切正常",
    remarks="可以使用，有几点说明",
    not_well="有些地方不正常",
    advice="{check}：{do}",
    more="还有 {count} 项：frame selftest",
)

_CLAIM: Final = ClaimWords(
    what="如何把手机添加到这个相框",
    lead="你的照片相框。四个步骤，不需要任何账号。",
    power=Said(title="接通电源", text="给相框通电。它会欢迎你，并说明如何连接网络。"),
    power_ready=Said(title="接通电源", text="给相框通电。它会欢迎你，并连接它的 Wi-Fi。"),
    scan=Said(title="扫描二维码", text="把手机相机对准相框，打开链接。"),
    compare=Said(title="核对数字", text="相框和手机上的六位数字一样吗？在两边都点“是”。"),
    send=Said(title="发送照片", text="在手机上选几张。照片加密传送，只到这个相框。"),
    page="这个相框的页面，供同一网络里的手机使用：",
    open_to_all="这里没有秘密。添加手机用的二维码只在相框上显示三分钟。",
    installer="安装者",
    until="维护至",
    contact="联系方式",
)

CHINESE: Final = Phrases(
    language="zh",
    months=tuple(str(month) for month in range(1, 13)),
    day_form="{year}年{month}月{day}日",
    month_form="{year}年{month}月",
    first="1",
    thousands=",",
    space="",
    why="为什么是这张照片？",
    hidden="已隐藏。它在休息，不再显示。",
    both_hidden="已隐藏。两张都在休息，不再显示。",
    liked="最爱",
    unliked="不再是最爱",
    cards=_CARDS,
    pairing=_PAIRING,
    setup=_SETUP,
    ending=_ENDING,
    trial=_TRIAL,
    claim=_CLAIM,
    told=MappingProxyType(TOLD),
)
