"""Words that cannot stand for each other: a sentence that says "after" is no witness for "before".

A pair counts only where a claim uses one side and its source the other alone; where both stand in
the source nothing is said.
"""

import re
from collections.abc import Sequence
from typing import Final

_GROUPS: Final[Sequence[Sequence[str]]] = (
    # Time
    (r"\b(?:before|prior to|earlier|previous\w*)\b|이전|전에|앞서",
     r"\b(?:after|following|later|next|subsequent\w*)\b|이후|후에|뒤에|다음"),
    (r"\b(?:begin|begins|began|start|starts|started)\b|시작|개시",
     r"\b(?:end|ends|ended|stop|stops|stopped|expires?|expired)\b|종료|끝|만료"),
    (r"\bfirst\b|첫", r"\b(?:last|final)\b|마지막|말일"),
    (r"\ba\.?m\.?(?!\w)|\bmorning\b|오전|아침", r"\bp\.?m\.?(?!\w)|\bevening\b|오후|저녁"),
    (r"\bdaily\b|\b(?:each|every|per|a) day\b|매일",
     r"\bweekly\b|\b(?:each|every|per|a) week\b|매주",
     r"\bmonthly\b|\b(?:each|every|per|a) month\b|매월|매달",
     r"\bquarterly\b|\b(?:each|every|per|a) quarter\b|매\s?분기",
     r"\b(?:yearly|annual\w*)\b|\b(?:each|every|per|a) year\b|매년|연간"),
    # Amount
    (r"\b(?:increas|ris(?:e|en|ing)\b|rose\b|grow|grew\b|gain)\w*|증가|늘[었어리다릴]|상승|올랐|올[라린리]",
     r"\b(?:decreas|fall|fell\b|declin|drop|shrink|shrank|reduc)\w*|감소|줄[었어이다일]|하락|내렸|떨어"),
    (r"\b(?:maxim\w+|at most|highest|largest|longest)\b|최대|최고|가장 (?:많|높|큰|긴)",
     r"\b(?:minim\w+|at least|lowest|smallest|shortest)\b|최소|최저|적어도|가장 (?:적|낮|작|짧)"),
    (r"\b(?:more|higher|larger|greater|longer|bigger|above|over|faster)\b|높[은이다아]|많[은이다아]|빠르|빨라",
     r"\b(?:less|fewer|lower|smaller|shorter|below|under|slower)\b|낮[은추다아]|적[은다어]|느리|느려"),
    (r"\b(?:all|every|always)\b|모든|모두|전부|항상|언제나",
     r"\b(?:some|sometimes|several|rarely|few|seldom)\b|일부|가끔|때때로|드물"),
    # Deeds
    (r"\benabl\w*|\b(?:turn|switch)\w* (?:\w+ )?on\b|(?<!비)활성화|켜|켠|켤|켭",
     r"\bdisabl\w*|\b(?:turn|switch)\w* (?:\w+ )?off\b"
     r"|비활성화|끄[다고는기면려]|끈|끌|끕|꺼[지진져]"),
    (r"\b(?:open|opens|opened|opening)\b", r"\b(?:close|closes|closed|closing|shut)\b"),
    (r"\b(?:allow|permit|accept|approv)\w*|허용|허가|승인|수락",
     r"\b(?:forbid|prohibit|reject|refus|den(?:y|ie))\w*|금지|거부|거절|불허|반려"),
    (r"\binclud\w*|포함", r"\bexclud\w*|제외"),
    (r"\b(?:buy|bought|purchas)\w*|매수|구매|구입", r"\b(?:sell|sold)\w*|매도|판매"),
    (r"\b(?:borrow)\w*|빌리[다는]|빌려 ?(?:쓰|오)", r"\b(?:lend|lent|loans?)\b|빌려 ?주"),
    (r"\bimport\w*|수입|가져오", r"\bexport\w*|수출|내보내"),
    (r"\bupload\w*|업로드|올리기", r"\bdownload\w*|다운로드|내려받"),
    (r"\b(?:succe\w+)|성공", r"\bfail\w*|실패"),
    (r"\b(?:win|wins|won|winner)\b(?! ?\d)|이겼|승리|승소",
     r"\b(?:lose|loses|lost|loser)\b|졌다|패배|패소"),
    (r"\bdeposit(?:s|ed)? into\b|입금", r"\bwithdr\w+ from\b|출금|인출"),
    # Kinds
    (r"\bleft\b|왼쪽|좌측", r"\bright\b|오른쪽|우측"),
    (r"\bnorth\w*|북쪽|북부", r"\bsouth\w*|남쪽|남부", r"\beast\w*|동쪽|동부",
     r"\bwest\w*|서쪽|서부"),
    (r"\binternal\w*|내부", r"\bexternal\w*|외부"),
    (r"\b(?:mandatory|obligatory|compulsory|required)\b|필수|의무",
     r"\b(?:optional|voluntary)\b|선택|임의"),
    (r"\bpublic\w*|(?<!비)공개", r"\bprivate\w*|비공개|사적"),
    (r"\bpositive\w*|양성", r"\bnegative\w*|음성"),
    (r"\btrue\b", r"\bfalse\b"),
    (r"\b(?:older|elder)\b", r"\byounger\b"),
    # Parties
    (r"\b(?:landlord|lessor)\w*|임대인", r"\b(?:tenant|lessee)\w*|임차인"),
    (r"\bemployers?\b|사용자|고용주|회사", r"\bemployees?\b|근로자|직원"),
    (r"\b(?:buyer|purchaser)s?\b|매수인|구매자", r"\b(?:seller|vendor)s?\b|매도인|판매자"),
    (r"\bplaintiffs?\b|원고", r"\bdefendants?\b|피고"),
    (r"\b(?:lender|creditor)s?\b|채권자", r"\b(?:borrower|debtor)s?\b|채무자"),
    (r"\bsenders?\b|발신자|보낸 ?사람", r"\b(?:recipient|receiver)s?\b|수신자|받는 ?사람"),
    # Days: another one is not the same
    (r"\bmonday\b|월요일", r"\btuesday\b|화요일", r"\bwednesday\b|수요일", r"\bthursday\b|목요일",
     r"\bfriday\b|금요일", r"\bsaturday\b|토요일", r"\bsunday\b|일요일"),
)  # fmt: skip
_PATTERNS: Final = tuple(
    tuple(re.compile(side, re.IGNORECASE) for side in group) for group in _GROUPS
)


def says_the_opposite(claim: str, source: str, *, is_copy: bool = False) -> bool:
    """Whether a claim uses a word whose counterpart stands in its place in the source.

    Of a claim that has all the source's words (`is_copy`) the words of a pair are counted.
    """
    for group in _PATTERNS:
        said = [len(side.findall(claim)) for side in group]
        if any(said):
            held = [len(side.findall(source)) for side in group]
            if is_copy and said != held and any(held):
                return True
            if any(held) and any(a and not b for a, b in zip(said, held, strict=True)):
                return True
    return False
