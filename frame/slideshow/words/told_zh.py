"""Chinese of what other rooms say in English: troubles, notices, checks of the self-test.

Rule: the key is the sentence as it is said there, {} what differs in it.
"""

from collections.abc import Mapping
from typing import Final

TOLD: Final[Mapping[str, str]] = {
    "Phones cannot reach this frame: {}": "手机连不上这个相框：{}",
    "its broker does not answer": "信使没有回应",
    "there is no host of the name {}": "找不到名为 {} 的主机",
    "the broker at {}, does not answer": "{} 上的信使没有回应",
    "no safe connection to {}, could be agreed on": "无法与 {} 建立安全连接",
    "the broker at {} does not accept this user name and password": (
        "{} 上的信使不接受这个用户名和密码"
    ),
    "the broker at {} does not accept our client id": "{} 上的信使不接受我们的标识",
    "the broker at {} speaks another version of MQTT": "{} 上的信使使用另一版 MQTT",
    "the broker at {} takes no connections at the moment": "{} 上的信使暂时不接受连接",
    "what listens at {}, does not answer as a broker does": "{} 上回应的不是信使",
    "the connection to the broker at {} broke": "与 {} 上信使的连接断了",
    "somebody else is connected to {} under this frame's name": "有人用这个相框的名字连接了 {}",
    "the broker at {} does not let us use all our topics": "{} 上的信使没有开放我们所有的信箱",
    "the broker at {} takes smaller messages than this frame sends": "{} 上的信使只接受更小的邮件",
    "No network: photos go on, but phones cannot reach this frame": (
        "没有网络：照片照常显示，但手机连不上这个相框"
    ),
    "Joining the Wi-Fi: that takes about a minute": "正在连接 Wi-Fi：大约需要一分钟",
    "The settings on the memory card have a fault and were not used": (
        "存储卡上的设置有错误，没有采用"
    ),
    "Got it. Joining …": "已读取，正在连接…",
    "this is no Wi-Fi code": "这不是 Wi-Fi 二维码",
    "this Wi-Fi code is longer than any network needs": "这个 Wi-Fi 二维码太长了",
    "this Wi-Fi code says one thing twice": "这个 Wi-Fi 二维码有重复的内容",
    "this Wi-Fi code does not end where it should": "这个 Wi-Fi 二维码的结尾不对",
    "this Wi-Fi code ends in the middle of a letter": "这个 Wi-Fi 二维码在字符中间断了",
    "this network asks for a user (WPA-Enterprise), which a frame cannot do": (
        "这个网络需要用户登录（WPA-Enterprise），相框做不到"
    ),
    "this network uses WEP, which anybody can listen in on": "这个网络使用 WEP，任何人都能偷听",
    "this code names a kind of Wi-Fi that a frame does not know": "相框不认识这种 Wi-Fi",
    "this code has no passphrase, though its network has one": "这个二维码里没有网络的密码",
    "this Wi-Fi network cannot be joined: {}": "无法连接这个 Wi-Fi：{}",
    "the steward did not answer in time": "管家没有及时回应",
    "This frame has no broker, so no phone can be added": "这个相框没有信使，无法添加手机",
    "this frame has no broker, so nobody can pair with it": "这个相框没有信使，谁也无法与它连接",
    "this frame is joining another one": "这个相框正在与另一个相框连接",
    "64 devices are paired already": "已经连接了 64 台设备",
    "Certificate of this frame: {}": "这个相框的证书：{}",
    "This frame has no certificate of its own": "这个相框没有自己的证书",
    "this frame cannot end itself": "这个相框无法自行清空",
    "crypto": "加密",
    "models": "模型",
    "interpreter": "运行",
    "decode child": "打开图片",
    "vision child": "查看图片",
    "drawing": "绘制",
    "screen power": "屏幕电源",
    "camera": "相机",
    "clock": "时钟",
    "fences": "防护",
    "state": "状态",
    "room": "空间",
    "device key": "设备密钥",
    "store": "照片库",
    "broker": "信使",
    "settings": "设置",
    "screen": "屏幕",
    "touch": "触摸",
    "network": "网络",
    "storage": "存储",
    "wear": "磨损",
    "memory": "内存",
    "page": "手机页面",
    "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one.": (
        "请换用 A1 级或更好的存储卡，或 USB 硬盘：照片在这张卡上来得很慢。"
    ),
    "Replace the storage before it fails.": "请在存储损坏之前更换。",
    "`frame wifi join`, a cable, or docs/first-boot.md. Photos are shown all the same.": (
        "`frame wifi join`、网线或 docs/first-boot.md。照片照常显示。"
    ),
    "Move the frame or the router, or use a cable: photos come slowly, or not at all.": (
        "请移动相框或路由器，或使用网线：照片来得很慢，或根本不来。"
    ),
    "Connect the frame to a network, or `timedatectl set-time`.": (
        "请把相框连接到网络，或运行 `timedatectl set-time`。"
    ),
    "Wait for a network; consents need the right day.": "请等待网络；同意书需要正确的日期。",
    "Enough for photos up to 2560 pixels; keep [photos] master_px as it is.": (
        "足够显示 2560 像素以内的照片；[photos] master_px 请保持不变。"
    ),
    "Take its cover off, or switch a light on.": "请取下镜头盖，或开灯。",
    "See how it is plugged in, and docs/camera.md.": "请检查它的连接，并参阅 docs/camera.md。",
    "`frame doctor` says what each is for; the other fences stand.": (
        "`frame doctor` 会说明每一项的用途；其余防护有效。"
    ),
    "`systemctl status hearthframe-display` says why.": (
        "原因见 `systemctl status hearthframe-display`。"
    ),
    "`systemctl status hearthframe-web` says why.": "原因见 `systemctl status hearthframe-web`。",
    "Switch overscan off at the screen, or set screen.width_px and height_px.": (
        "请在屏幕上关闭过扫描，或设置 screen.width_px 和 height_px。"
    ),
    "Fine for a frame without touch or keys; else see its cable.": (
        "没有触摸屏和按键的相框没有问题；否则请检查连线。"
    ),
    "See that the state folder can be written to and has room; else replace the card.": (
        "请确认相框的文件夹可以写入且有空间；否则更换存储卡。"
    ),
    "Connect one, or set camera.enabled = false.": "请连接相机，或设置 camera.enabled = false。",
    "Free some space, or erase photos with `frame erase`.": (
        "请腾出空间，或用 `frame erase` 删除照片。"
    ),
    "docs/operations.md says how brokers are set up, and what each trouble means.": (
        "docs/operations.md 说明如何设置信使，以及每种故障的含义。"
    ),
    "Run `frame doctor` to see what is wrong.": "请运行 `frame doctor` 查看问题。",
    "Restore the state folder from a backup; photos that still open are not touched.": (
        "请从备份恢复相框的文件夹；还能打开的照片不受影响。"
    ),
    "Reinstall hearthframe, or run `frame models verify` to see which file differs.": (
        "请重新安装 hearthframe，或运行 `frame models verify` 查看哪个文件不同。"
    ),
    "Use the device key this state folder was made with; without it nothing can be read.": (
        "请使用创建这个文件夹时的设备密钥；没有它什么都读不出来。"
    ),
    "Give it with `frame keys unlock`, on the frame.": "请在相框上用 `frame keys unlock` 输入。",
}
