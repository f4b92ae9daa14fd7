"""Organisations and persons of the example city. All are made up; a likeness to somebody real is an accident."""

from typing import NamedTuple

# Two characters and their spelling.
WORDS = """
云帆 Yunfan|星桥 Xingqiao|海岳 Haiyue|启晖 Qihui|澄江 Chengjiang|远山 Yuanshan|青萍 Qingping|砺石 Lishi|松涛 Songtao|映月 Yingyue
知微 Zhiwei|观澜 Guanlan|同舟 Tongzhou|九畹 Jiuwan|鹿鸣 Luming|白鹭 Bailu|问渠 Wenqu|望舒 Wangshu|鲲跃 Kunyue|朗润 Langrun
博闻 Bowen|开物 Kaiwu|衡准 Hengzhun|天枢 Tianshu|玉衡 Yuheng|瑶光 Yaoguang|南柯 Nanke|北辰 Beichen|东篱 Dongli|西窗 Xichuang
云栈 Yunzhan|石渠 Shiqu|兰亭 Lanting|沧海 Canghai|飞白 Feibai|行健 Xingjian|厚载 Houzai|致远 Zhiyuan|明德 Mingde|新民 Xinmin
流光 Liuguang|听雨 Tingyu|踏浪 Talang|听潮 Tingchao|凌波 Lingbo|扬舲 Yangling|潮生 Chaosheng|海棠 Haitang|木棉 Mumian|榕树 Rongshu
梧桐 Wutong|银杏 Yinxing|青松 Qingsong|翠竹 Cuizhu|红枫 Hongfeng|甘棠 Gantang|蒹葭 Jianjia|芦汀 Luting|苇杭 Weihang|菱塘 Lingtang
九鼎 Jiuding|百泉 Baiquan|千寻 Qianxun|万籁 Wanlai|双木 Shuangmu|三江 Sanjiang|四方 Sifang|五岭 Wuling|六合 Liuhe|七弦 Qixian
承泽 Chengze|嘉树 Jiashu|怀瑾 Huaijin|握瑜 Woyu|含章 Hanzhang|抱朴 Baopu|守拙 Shouzhuo|若水 Ruoshui|从善 Congshan|及第 Jidi
晨曦 Chenxi|朝露 Zhaolu|晚照 Wanzhao|霁月 Jiyue|晴川 Qingchuan|暖阳 Nuanyang|寒江 Hanjiang|雪松 Xuesong|霜林 Shuanglin|风禾 Fenghe
丹青 Danqing|墨痕 Mohen|金石 Jinshi|玉振 Yuzhen|弦歌 Xiange|韶乐 Shaoyue|琴川 Qinchuan|棋峰 Qifeng|书海 Shuhai|画屏 Huaping
"""
FIELDS = [("智能", "AI"), ("视觉", "Vision"), ("机器人", "Robotics"), ("生物", "Biotech"), ("医疗", "Health"), ("语言", "Language"),
          ("制造", "Manufacturing"), ("材料", "Materials"), ("汽车", "Automotive"), ("气象", "Weather"), ("教育", "Education"),
          ("金融科技", "Fintech"), ("动画", "Animation"), ("传媒", "Media"), ("物流", "Logistics"), ("能源", "Energy")]
INSTITUTES = [
    ("云港理工大学", "Yungang University of Technology", "ugit"),
    ("云港海洋研究院", "Yungang Ocean Institute", "ocean-lab"),
    ("云港医学院", "Yungang Medical College", "med-college"),
    ("云港中医药研究所", "Yungang Institute of Chinese Medicine", "tcm-lab"),
    ("云港材料实验室", "Yungang Materials Laboratory", "materials-lab"),
    ("云港师范大学", "Yungang Normal University", "normal-u"),
    ("云港农业科学院", "Yungang Academy of Agriculture", "agri-lab"),
    ("云港气象局研究中心", "Yungang Weather Research Centre", "weather-lab"),
]

SURNAMES = """
陈 Chen|林 Lin|黄 Huang|吴 Wu|徐 Xu|胡 Hu|郭 Guo|何 He|高 Gao|罗 Luo
郑 Zheng|梁 Liang|谢 Xie|宋 Song|唐 Tang|许 Xu|韩 Han|冯 Feng|邓 Deng|曹 Cao
彭 Peng|曾 Zeng|肖 Xiao|田 Tian|董 Dong|袁 Yuan|潘 Pan|于 Yu|蒋 Jiang|蔡 Cai
"""
GIVEN = """
静 Jing|强 Qiang|磊 Lei|洋 Yang|艳 Yan|勇 Yong|军 Jun|杰 Jie|娟 Juan|涛 Tao
明 Ming|超 Chao|霞 Xia|平 Ping|刚 Gang|桂英 Guiying|文 Wen|雪 Xue|宁 Ning|倩 Qian
鑫 Xin|晨 Chen|璐 Lu|凯 Kai|颖 Ying|浩 Hao|佳 Jia|妍 Yan|哲 Zhe|瑞 Rui
"""

# Who works at the bureau beside those of the month, and who marks applications, by their sign-ins.
STAFF = {"tang": "唐琳 Tang Lin", "qian": "钱峰 Qian Feng", "wu": "吴哲 Wu Zhe", "feng": "冯雪 Feng Xue", "luo": "罗文 Luo Wen"}

COMPANIES = 92


class Organisation(NamedTuple):
    key: str
    chinese: str
    english: str
    institute: bool

    @property
    def name(self) -> str:
        return f"{self.chinese} {self.english}"


def pairs(text: str) -> list[tuple[str, str]]:
    split = [each.split(" ", 1) for line in text.split("\n") for each in line.split("|") if each]
    return [(chinese, latin) for chinese, latin in split]


def organisations() -> list[Organisation]:
    """Who uses compute, beside those of city.yaml: companies, and eight institutes among them."""
    made = []
    for i, (chinese, latin) in enumerate(pairs(WORDS)[:COMPANIES]):
        field_zh, field_en = FIELDS[(7 * i + i // 16) % len(FIELDS)]
        made.append(Organisation(latin.lower(), chinese + field_zh, f"{latin} {field_en}", False))
    for i, (chinese, english, key) in enumerate(INSTITUTES):
        made.insert(12 * i + 5, Organisation(key, chinese, english, True))
    return made


def person_name(number: int) -> str:
    (family_zh, family), (given_zh, given) = pairs(SURNAMES)[number % 30], pairs(GIVEN)[(number * 7 + number // 30) % 30]
    return f"{family_zh}{given_zh} {family} {given}"


def credit_code(number: int, institute: bool = False) -> str:
    """A unified social credit code with both its check characters: of the body (GB 11714) and of the whole (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"MA3{number:05d}"
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    digit = (11 - sum(int(c, 36) * weight for c, weight in zip(body, weights)) % 11) % 11
    code = ("12" if institute else "91") + "330200" + body + ("X" if digit == 10 else str(digit))
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + alphabet[(31 - total % 31) % 31]
