"""Names in Chinese and Japanese, where no space and no capital marks a word.

A name needs a cue ("我叫", "と申します", "妻の", "さん") and, where the cue is weak, a surname of the
table; its end is a mark, or a character that goes on with the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.privacy.message import Message, Span
from bot.privacy.tables import tables

_HAN = r"[\u4e00-\u9fff]"
_GOES_ON = r"(?=$|[^\u4e00-\u9fff]|今年|现年|来自|住|是|有|在|的|想|做|被|患|得|因|确诊|男|女|要|已|刚|和|也|都|说|问|从|于|今)"
_NOT_A_SURNAME = (
    "高血|高分|高级|高烧|高龄|江苏|江西|黄疸|白细|白血|石家|马上|方案|方面|金额|任何|常常|应该|应当|时候|连续|安全|安徽"
    "|平时|程度|万一|何时|施行|项目|路上|康复|成都|成为|成年|温度|严重|水肿|胡言|于是|明天|明年|华东|华西|华山|南京"
    "|南方|北京|上海|广州|武汉|常州|常见|简单|曾经|曾在|曾做|解放|向您|文章|关于|强烈|伏|国|元旦|全身|金标|古稀"
)
_JA_NAME = r"[\u4e00-\u9fff々〆ヶ\u3041-\u3096\u30a1-\u30faー]{1,8}?"
_JA_KIN = "妻|夫|母|父|息子|娘|兄|姉|弟|妹|主人|家内|友人|友達|祖母|祖父|叔父|叔母|彼女|彼|長男|長女|次男|次女|孫"
_JA_GIVEN = re.compile(
    r"[\u4e00-\u9fff]{1,2}[子美恵香奈代江花菜郎太介男夫雄一二三人樹斗也哉平助之彦治司志輝翔大真健誠浩隆明和幸紀穂里沙理佳]"
    r"|[\u3041-\u3096]{2,4}|[\u30a1-\u30fa]{2,4}"
)
_JA_NOT_PEOPLE = (
    "患者|皆|お医者|医者|看護師|先生|奥|お母|お父|母|父|お子|子|お客|お姉|お兄|お婆|お爺|お嬢|娘|息子|旦那|みな|たく"
    "|主治医|薬剤師|担当者|お疲れ|ご主人|くだ|病院|業者|様|同|王|模|仕|多"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """(Chinese, Japanese) patterns; group 1 is the name."""
    chinese = sorted(tables().chinese_surnames, key=len, reverse=True)
    surname = rf"(?!{_NOT_A_SURNAME})(?:{'|'.join(map(re.escape, chinese))})"
    full = rf"{surname}(?:{_HAN}{{2}}{_GOES_ON}|{_HAN}{_GOES_ON}|{_HAN}{{2}})"
    ended = rf"{surname}(?:{_HAN}{{2}}{_GOES_ON}|{_HAN}{_GOES_ON})"
    zh = (
        rf"(?:我叫做?|我的名字[是叫]|名字[是叫为]|名叫|姓名|病人姓名|患者姓名|署名|联系人|此致敬礼)\s?[:：,，是为]?\s?({full}|{_HAN}{{2,4}}{_GOES_ON})",
        rf"(?:患者|病人|病患|家属)\s?[:：]\s?({ended}|{full})",
        rf"我姓({_HAN}{{1,2}}?)(?={_GOES_ON[3:-1]}|,)",
        rf"(?:^|[^\u4e00-\u9fff]|我|你好|您好|们)(?:是|本人|叫)\s?({ended})",
        rf"(?:我|我们|本人)(?:是|这是)\s?({ended})",
        rf"我?(?:的)?(?:妻子|老婆|太太|丈夫|老公|先生|爱人|母亲|妈妈|父亲|爸爸|儿子|女儿|姐姐|妹妹|哥哥|弟弟|朋友|奶奶|爷爷|外婆|外公|岳母|岳父|婆婆|公公|孩子)"
        rf"(?:叫|名叫|是|,)?\s?({ended})",
        rf"({surname}{_HAN}{{0,2}}?)(?=先生|女士|小姐|太太|阿姨|叔叔|大爷|大妈|奶奶|爷爷)",
        rf"(?:主治医生|主治医师|我的医生|管床医生)(?:是|叫)?({surname}{_HAN}{{0,2}}?)(?:医生|主任|教授|大夫|{_GOES_ON})",
        rf"(?:谢谢|感谢|祝好|敬上|此致)[\s,，.。!！—-]{{1,4}}({ended})\s*$",
    )
    japanese = sorted(tables().japanese_surnames, key=len, reverse=True)
    family = "|".join(map(re.escape, japanese))
    ja = (
        rf"(?:名前は|氏名は|本名は|氏名[:：]|名前[:：]|患者名[:：]|患者[:：]|お名前[:：])\s?({_JA_NAME})(?=です|と申|とい|と言|だ|,|\.|、|。|\s|$)",
        rf"(?:^|[\s,.、。「はの!！]|して)({_JA_NAME})(?=と申します|といいます|と言います|という者|と申し)",
        rf"(?:^|[\s,.、。は!！])((?:{family}){_JA_NAME}|(?:{family}))(?=です|と申|だ[\s。.]|より|\s*$)",
        rf"私は((?:{family})(?:{_JA_NAME})?)(?=です|と申|とい|、|,)",
        rf"((?!{_JA_NOT_PEOPLE})(?:(?:{family})(?:[\u4e00-\u9fff]{{1,3}})?|[\u4e00-\u9fff]{{1,3}}|[\u30a1-\u30faー]{{2,6}}))(?=さん|様(?![子々])|氏(?!名)|くん|ちゃん)",
        rf"(?:{_JA_KIN})の({_JA_GIVEN.pattern})(?=[はがもをに、,と])",
        rf"((?:{family})[ 　]?[\u4e00-\u9fff]{{1,3}})(?=[\s、,。.(（]|$)",
    )
    return tuple(map(re.compile, zh)), tuple(map(re.compile, ja))


def find_cjk_names(message: Message) -> Iterator[Span]:
    """Name spans in Chinese and Japanese text."""
    if not message.has_cjk:
        return
    chinese, japanese = _patterns()
    kana = bool(re.search(r"[\u3040-\u30ff]", message.flat))
    names: set[str] = set()
    for pattern in japanese if kana else chinese:
        for match in pattern.finditer(message.flat):
            names.add(match[1])
            yield Span(match.start(1), match.end(1), "name")
    for name in names:
        if len(name) > 1:
            for again in re.finditer(re.escape(name), message.flat):
                yield Span(again.start(), again.end(), "name")
