"""A job title without what is not the job: pay, welfare, shifts, places in brackets, recruiting words."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = re.compile(r"[(\[{<【《〈「『][^)\]}>】》〉」』]*[)\]}>】》〉」』]?")
_INSIDE = re.compile(r"[(\[{【《〈「『]([^)\]}>】》〉」』]{2,14})[)\]}>】》〉」』]")
_PAY = re.compile(
    r"(?:月|年|日|时|底|起|保底)?(?:薪|入|收入|工资)?(?:过|超|可达|高达)?\d+(?:\.\d+)?(?:[-~至到]\d+(?:\.\d+)?)?"
    r"(?:千|万|k|w|元|块)+(?:/?(?:月|天|小时|年|时|日))?(?:以上|起|\+)?"
)
_WELFARE = re.compile(
    r"包吃包?住|包食宿|包吃|包住|管吃住|提供(?:食宿|住宿|宿舍)|食宿|双休|单休|周末休|做[五六]休[一二]|上[一二六]休[一二]"
    r"|[五六]险[一二两]?金?|朝[八九]晚[五六]|早[八九]晚[五六]|长白班|白班|夜班|两班倒|三班倒|坐着?上班|无责(?:任)?底薪|底薪"
    r"|高薪|高提成|提成|奖金|年终奖|分红|带薪|免费培训|可兼职|可住宿|有住宿|无需经验|无经验(?:可)?|零经验|经验不限"
    r"|学历不限|不限经验|可带教|有师傅带|(?:接受|欢迎)?应届(?:毕业)?生?|(?:20)?\d{2}届|校招|社招|校园招聘|直招|急招|急聘"
    r"|诚聘|招聘(?!专员|师|主管|经理|顾问|助理|岗)|聘请|高端|大厂|上市公司|国企|央企|外企|世界500强|双一流|就近(?:分配|安排)"
    r"|市区|全国|出差|驻外|居家|在家|可远程|远程|线上面试|不加班|稳定|福利好|待遇优|转正|月休\d天|\d+天|班车|订单班|急|聘$"
)
_RANK = re.compile(
    r"高级|资深|初级|中级|首席|实习生?|见习|储备|兼职|全职|助理(?!工程师$)|(?<!总)主管|(?<!客户|产品|项目|大堂)经理|总监"
    r"|负责人|组长|班长|领班|主任|专家|骨干|管培生?|管理培训生|学徒工?|小白|带教|临时|长期|暑假工?|寒假工?|岗位?$|方向"
)
_OTHER_SIGNS = re.compile(r"[^\w/+#]|_")
_LEFT = re.compile(r"(?<![a-z])\d+(?![a-z])")
_SEPARATORS = re.compile(r"[-/、|,，;；:：·&+—_~ \s]+")


def plain(text: str) -> str:
    """One width, lower case, letters and figures only."""
    return re.sub(
        r"[\W_]+",
        "",
        unicodedata.normalize("NFKC", text).lower().replace("c++", "cpp").replace("c#", "csharp"),
    )


def cleaned(title: str) -> str:
    """The title without pay, welfare and recruiting words; separators stay. Never empty for a real title."""
    text = unicodedata.normalize("NFKC", title).lower().replace("c++", "cpp").replace("c#", "csharp")
    for pattern in (_BRACKETS, _PAY, _WELFARE, _LEFT):
        shorter = pattern.sub(" ", text)
        text = shorter if re.search(r"[^\W\d_]", shorter) else text
    return text


def without_rank(text: str) -> str:
    """The same words without seniority, as far as two letters remain: 高级焊工组长 is 焊工."""
    shorter = _RANK.sub("", text)
    return shorter if len(shorter) > 1 else text


def bracketed(title: str) -> list[str]:
    """What stands in brackets and names work: 普工（仪表工）, 五险+双休（投资经理）; pay, welfare and places apart."""
    plain_width = unicodedata.normalize("NFKC", title)
    inner = (plain(cleaned(each)) for each in _INSIDE.findall(plain_width))
    return [each for each in inner if len(each) > 1 and any(letter.isalpha() for letter in each)]


def only_promises(title: str) -> bool:
    """Whether nothing but pay, welfare and shifts stands outside the brackets (朝九晚六+双休+五险（投资经理）)."""
    text = unicodedata.normalize("NFKC", title).lower()
    for pattern in (_BRACKETS, _PAY, _WELFARE, _LEFT):
        text = pattern.sub(" ", text)
    return not re.search(r"[^\W\d_]", text)


def parts(text: str) -> list[str]:
    """The pieces between separators that hold a word of two letters or more, in order."""
    return [piece for piece in (plain(part) for part in _SEPARATORS.split(text)) if len(piece) > 1]
