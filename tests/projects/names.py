"""Made-up names of projects, by thousands: the same ones for the same seed."""

import random

PLACES = (
    "长春市",
    "吉林市",
    "四平市",
    "通化市",
    "白山市",
    "松原市",
    "白城市",
    "延吉市",
    "梅河口市",
    "公主岭市",
    "榆树市",
    "农安县",
    "德惠市",
    "磐石市",
    "蛟河市",
)
QUARTERS = ("南关区", "宽城区", "朝阳区", "二道区", "绿园区", "净月", "高新", "经开", "北湖", "汽开", "莲花山", "")
OWNERS = (
    "第一",
    "第二",
    "实验",
    "中心",
    "阳光",
    "锦绣",
    "御景",
    "万科",
    "恒大",
    "中海",
    "伟峰",
    "吴中",
    "龙湖",
    "保利",
    "华润",
    "新天地",
    "绿地",
    "江山",
    "翡翠",
    "紫金",
    "东方",
    "春城",
    "松江",
    "长白",
    "鸿运",
)
THINGS = (
    "中学教学楼",
    "小学综合楼",
    "人民医院门诊楼",
    "人民医院住院部",
    "新城住宅",
    "花园小区",
    "家园住宅小区",
    "商务中心",
    "生物医药产业园厂房",
    "汽车零部件厂房",
    "污水处理厂",
    "给水管网改造",
    "热力管网",
    "大街道路",
    "体育馆",
    "文化中心",
    "养老院",
    "棚户区改造安置房",
    "公租房",
    "物流园仓库",
    "变电站",
    "幼儿园",
    "地下停车场",
    "综合管廊",
    "立交桥",
)
PHASES = ("", "", "", "一期", "二期", "三期", "（一期）", "（二期）", "A区", "B区", "1号地块", "5号地块", "12#楼")
ENDS = ("项目", "工程", "建设项目", "建设工程", "新建项目", "工程项目", "")  # fmt: skip


# What firms call their works: two of these.
PROPER = "瑞祥福泰盛景荣华锦绣丽都嘉和顺达恒信远洋星辰光耀腾飞龙凤麒麟金玉珠宝山水云海天地春秋松柏梅兰竹菊仁义礼智德"


def names(count, seed=1):
    """So many names; a few contain letters, brackets or what a pattern or a query could take for a sign."""
    source = random.Random(seed)
    odd = ("100%", "a_b", "'", '"', "\\", "&", "|", "!", ":*", "(", "（", "Ⅱ", "é", "É", "GB50016", "gb", "  ")
    for _ in range(count):
        called = source.choice(OWNERS) if source.random() < 0.3 else "".join(source.choices(PROPER, k=2))
        place, quarter, thing, phase, end = (source.choice(part) for part in (PLACES, QUARTERS, THINGS, PHASES, ENDS))
        name = f"{place}{quarter}{called}{thing}{phase}{end}"
        if source.random() < 0.05:
            at = source.randrange(len(name))
            name = name[:at] + source.choice(odd) + name[at:]
        yield name


def pieces(all_names, count, seed=2):
    """Texts of one to nine characters that people could ask for: of the names, and some turned about."""
    source = random.Random(seed)
    for _ in range(count):
        name = source.choice(all_names)
        begin = source.randrange(len(name))
        piece = name[begin : begin + source.randint(1, 9)].strip()
        if source.random() < 0.2:
            piece = piece[::-1]
        if piece:
            yield piece
