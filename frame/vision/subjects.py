"""Names what a photo shows, in words a family uses.

The scene network knows the 1000 classes of ILSVRC 2012 (Russakovsky et al., ImageNet Large
Scale Visual Recognition Challenge, 2015), 118 of them breeds of dogs. Here they become some
sixty groups, chosen and written for this project; a group's score is the sum of the
probabilities of its classes. Classes of no interest to a family belong to no group.

Rule: no group claims what the network cannot know. It has no class for people, birthdays or
parties, so none of those words stands here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from frame.model import Subject
from frame.vision.odds import softmax
from frame.vision.runtime import Floats

CLASSES = 1000
LEAST = 0.35
_MOST = 5

# Name to class numbers; a pair is a range with both ends in it.
GROUPS: Mapping[str, tuple[int | tuple[int, int], ...]] = MappingProxyType(
    {
        "dog": ((151, 268),),
        "cat": ((281, 285),),
        "bird": ((7, 24), (80, 100), (127, 146)),
        "fish": ((0, 6), (389, 397)),
        "frog or salamander": ((25, 32),),
        "reptile": ((33, 51), (52, 68)),
        "spider": ((70, 79), 815),
        "insect": ((300, 320),),
        "butterfly": ((321, 326),),
        "sea creature": (107, 108, (110, 125), (327, 329)),
        "whale or seal": ((147, 150),),
        "kangaroo or koala": ((104, 106),),
        "wolf or fox": ((269, 280),),
        "big cat": ((286, 293),),
        "bear": ((294, 297), (387, 388)),
        "rabbit": ((330, 332),),
        "small animal": ((298, 299), (333, 338), (356, 363), 102, 103),
        "horse": (339,),
        "zebra": (340,),
        "farm animal": (341, (345, 346), 348, 355),
        "wild animal": ((342, 344), 347, (349, 354)),
        "monkey": ((365, 384),),
        "elephant": (101, (385, 386)),
        "flower": (985, 986, 984),
        "garden": (580, 738, 716, 621, 883, 912),
        "mushroom": (947, (991, 997)),
        "food": (415, (924, 935), (959, 965), 923, 762, 809),
        "fruit or vegetables": ((936, 946), (948, 957), 987),
        "drink": ((440, 441), 504, 505, 572, (966, 969), 907, 898),
        "toy": (850, 865, 611, 723, 876, 417),
        "playground": (843, 476),
        "car": (436, 468, 511, 609, 627, 656, 661, 717, 751, 817, 581, 479),
        "truck or bus": (407, 555, 569, 654, 675, 734, 779, 864, 867, 874, 757),
        "train": (466, 547, 705, 820, 829, 565),
        "bicycle": (444, 671, 870, 880),
        "motorbike": (665, 670),
        "tractor": (595, 856, 866, 730),
        "boat": (472, 484, 510, 554, 576, 625, 628, 724, 780, 814, 871, 914, 403, 913),
        "aircraft": (404, 405, 895, 908, 701, 812),
        "music": (
            *(401, 402, 420, 432, 486, 513, 541, 546, 558, 566, 579, 593, 594, 641, 642),
            *(683, 684, 687, 699, 776, 822, 875, 881, 889),
        ),
        "sport": (
            *(416, 429, 430, 522, 560, 574, 602, 702, 722, 736, 746, 747, 752, 768, 795, 805),
            *(852, 890, 981, 450, 573),
        ),
        "camping": (672, 797),
        "swimming": (433, 445, 639, 842, 801, 983),
        "beach or coast": ((976, 978), 460, 718, 437, 536),
        "lake": (975, 449),
        "mountain": (970, 972, 979, 980),
        "coral reef": (109, 973),
        "church or temple": (406, 497, 663, 668, 832, 442),
        "castle or palace": (483, 698, 873),
        "bridge": (821, 839, 888),
        "fountain": (562,),
        "house or farm": (425, 660, 853, 858, 915, 706),
        "shop or street": (454, 509, 582, 788, 860, 467, 424, 920, 919),
        "books": (453, 624, 921, 917),
        "at home": (
            *(423, 431, 495, 520, 526, 532, 548, 559, 564, 598, 765, 831, 846, 516, 750, 721),
            *(827, 651, 760, 534, 859),
        ),
        "screen or keyboard": (508, 527, 590, 620, 664, 681, 782, 851, 878, 487, 673),
        "bathroom": (435, 861, 896, 794, 999),
        "writing": (916, 918, 922, 446, 549),
        "winter": (537, 802, 803, 496),
        "pumpkin": (607,),
    }
)


def subjects(logits: Floats) -> tuple[Subject, ...]:
    """Return the groups that are likely in a photo, the likeliest first, at most five."""
    chances = softmax(logits.reshape(-1))
    scores = ((name, float(chances[list(numbers)].sum())) for name, numbers in _NUMBERS.items())
    likely = sorted((row for row in scores if row[1] >= LEAST), key=lambda row: (-row[1], row[0]))
    return tuple(Subject(name=name, score=min(1.0, score)) for name, score in likely[:_MOST])


def classes(name: str) -> tuple[int, ...]:
    """Return the numbers of the classes of one group, none if there is no such group.

    With classmap.class_heat they answer where in a photo the group is.
    """
    return _NUMBERS.get(name, ())


def _numbers(parts: tuple[int | tuple[int, int], ...]) -> tuple[int, ...]:
    ranges = (part if isinstance(part, tuple) else (part, part) for part in parts)
    return tuple(number for first, last in ranges for number in range(first, last + 1))


_NUMBERS = {name: _numbers(parts) for name, parts in GROUPS.items()}
