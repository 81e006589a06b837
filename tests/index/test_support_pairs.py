"""Sentences that use a source's words to say something else, and those that say the same."""

import pytest

from app.domain.retrieval import CitationStatus
from app.index.support import support


def is_verified(claim: str, source: str) -> bool:
    return support(claim, [source]).status is CitationStatus.VERIFIED


FOOLING = [
    # numbers in words
    ("The fee is 20 euros.", "The fee is twenty-five euros."),
    ("The fee is five euros.", "The fee is twenty-five euros."),
    ("There are 200 seats.", "There are two hundred and five seats."),
    ("The rent is due on the second Monday.", "The rent is due on the first Monday."),
    ("보증금은 3천만 원이다.", "보증금은 3억 원이다."),
    ("휴가는 두 달이다.", "휴가는 세 달이다."),
    # units
    ("The notice period is 3 weeks.", "The notice period is three months."),
    ("The timeout is 30 minutes.", "The timeout is 30 seconds."),
    ("The fine is 50 dollars.", "The fine is EUR 50.00."),
    ("The limit is 4 MB.", "The limit is 4 GB."),
    ("보관 기간은 3년이다.", "보관 기간은 3개월이다."),
    ("할인율은 15%이다.", "할인은 15원이다."),
    # bounds
    ("The pause takes at most 30 minutes.", "The pause takes at least 30 minutes."),
    ("A fee is due when the rent is less than 10 days late.",
     "A fee is due when the rent is more than 10 days late."),
    ("Rooms above 20 degrees are closed.", "Rooms below 20 degrees are closed."),
    ("It costs 30 euros or less.", "It costs 30 euros or more."),
    ("80퍼센트 이하 출근한 직원에게 휴가를 준다.", "80퍼센트 이상 출근한 직원에게 휴가를 준다."),
    ("80퍼센트 초과 출근한 직원에게 휴가를 준다.", "80퍼센트 이상 출근한 직원에게 휴가를 준다."),
    ("18세 미만은 입장할 수 있다.", "18세 이상은 입장할 수 있다."),
    ("결근이 5일 미만인 경우 징계할 수 있다.", "결근이 5일을 초과한 경우 징계할 수 있다."),
    ("휴가는 25일 이상이다.", "휴가는 25일을 초과할 수 없다."),
    ("점수가 60점 이하인 자는 합격한다.", "점수가 60점 이상인 자는 합격한다."),
    ("The speed is 50 km/h.", "The speed is 50 mph."),
    # dates, before and after
    ("The landlord may give notice after 1 March 2025.",
     "The landlord may give notice before 1 March 2025."),
    ("The office closes after the holiday.", "The office closes before the holiday."),
    ("The lease ends on 1 March 2024.",
     "The lease begins on 1 March 2024 and ends on 28 February 2027."),
    ("임대료는 매월 첫째 화요일에 지급한다.", "임대료는 매월 첫째 월요일에 지급한다."),
    ("신고는 퇴사 이전에 한다.", "신고는 퇴사 이후에 한다."),
    ("급여는 매년 25일에 지급한다.", "급여는 매월 25일에 지급한다."),
    ("회의는 오전 3시에 시작한다.", "회의는 오후 3시에 시작한다."),
    # names and roles
    ("Anna Schmidt pays Bernd Mayer.", "Bernd Mayer pays Anna Schmidt."),
    ("The landlord pays the tenant a fee.", "The tenant pays the landlord a fee."),
    ("The tenant pays for the repairs.", "The landlord pays for the repairs."),
    ("The bank is informed by the customer.", "The bank informs the customer."),
    ("The rent is 1,800 and the deposit 900.", "The rent is 900 and the deposit 1,800."),
    ("Busan is larger than Seoul.", "Seoul is larger than Busan."),
    ("을은 갑에게 대금을 지급한다.", "갑은 을에게 대금을 지급한다."),
    ("고양이가 개를 쫓는다.", "개가 고양이를 쫓는다."),
    ("부산이 서울보다 크다.", "서울이 부산보다 크다."),
    ("임차인은 수리비를 부담한다.", "임대인은 수리비를 부담한다."),
    ("임대료는 1800원, 보증금은 900원이다.", "임대료는 900원, 보증금은 1800원이다."),
    # denials at a distance, exceptions, only
    ("The tenant may not keep cats but may keep dogs.",
     "The tenant may keep cats but may not keep dogs."),
    ("Pets are not allowed, except dogs.", "Pets are allowed, except dogs."),
    ("Dogs are allowed.", "Pets are allowed except dogs."),
    ("The fee is paid in the case of late delivery.",
     "In no case of late delivery, whoever caused it, is the fee paid."),
    ("Only the tenant may change the locks.", "Only the landlord may change the locks."),
    ("Only members may enter the hall.", "Members may enter the hall."),
    ("The landlord may only change the locks.", "Only the landlord may change the locks."),
    ("직원만 출입할 수 있다.", "직원은 출입할 수 있다."),
    ("고양이는 허용되지 않지만 개는 허용된다.", "고양이는 허용되지만 개는 허용되지 않는다."),
    ("The tenant hardly ever pays late.", "The tenant always pays late."),
    # opposites, duty and permission
    ("Sales increased in 2020.", "Sales decreased in 2020."),
    ("Click the left button.", "Click the right button."),
    ("Turn on airplane mode to fly.", "Turn off airplane mode to fly."),
    ("매출은 2020년에 증가했다.", "매출은 2020년에 감소했다."),
    ("The tenant must paint the walls.", "The tenant may paint the walls."),
    ("직원은 보고서를 제출해야 한다.", "직원은 보고서를 제출할 수 있다."),
    # shares, signs, ranges
    ("A third of the rent is paid back.", "Half of the rent is paid back."),
    ("A quarter of the deposit is kept.", "Three quarters of the deposit are kept."),
    ("The fee is doubled after a month.", "The fee is tripled after a month."),
    ("임대료의 3분의 1을 돌려준다.", "임대료의 절반을 돌려준다."),
    ("지원금의 4분의 1을 먼저 지급한다.", "지원금의 4분의 3을 먼저 지급한다."),
    ("위약금은 대금의 두 배로 한다.", "위약금은 대금의 세 배로 한다."),
    ("The room is kept at 5 °C.", "The room is kept at -5 °C."),
    ("The balance is minus 300 euros.", "The balance is 300 euros."),
    ("백신은 영하 20도에서 보관한다.", "백신은 20도에서 보관한다."),
    ("Delivery takes 3 days.", "Delivery takes between 3 and 5 days."),
    ("Delivery takes at least 5 days.", "Delivery takes 3 to 5 days."),
    ("배송은 3일 이하 걸린다.", "배송은 3~5일 걸린다."),
    ("Delivery takes 5 days.", "Delivery takes 5 working days."),
    # Korean numbers in words
    ("보증금은 이천만 원이다.", "보증금은 삼천만 원이다."),
    ("보증금은 1억 2백만 원이다.", "보증금은 1억 2천만 원이다."),
    ("정원은 마흔 명이다.", "정원은 서른 명이다."),
    ("납부 기한은 이십 일이다.", "납부 기한은 삼십 일이다."),
    # dates and units
    ("The contract ends on 5 May 2024.", "The contract ends on 5 March 2024."),
    ("The contract ends on May 5.", "The contract ends on March 5."),
    ("The fair takes place in May.", "The fair takes place in March."),
    ("계약은 5월 3일에 끝난다.", "계약은 3월 5일에 끝난다."),
    ("Bring 3 May and 5 June.", "Bring 5 May and 3 June."),
    ("A dose holds 5 g.", "A dose holds 5 mg."),
    ("The track is 3 m long.", "The track is 3 km long."),
    ("수수료는 100달러이다.", "수수료는 100원이다."),
    # parties and opposites
    ("을은 대금을 지급한다.", "갑은 대금을 지급한다."),
    ("갑이 비용을 부담한다.", "을이 비용을 부담한다."),
    ("환불이 불가능하다.", "환불이 가능하다."),
    ("이 계약은 무효이다.", "이 계약은 유효이다."),
    ("위원은 안건에 반대했다.", "위원은 안건에 찬성했다."),
    ("신청은 거부되었다.", "신청은 승인되었다."),
    ("주차장에서 흡연이 금지된다.", "주차장에서 흡연이 허용된다."),
    ("임차인은 수선 의무를 진다.", "임대인은 수선 의무를 진다."),
    ("신고는 퇴사 전에 한다.", "신고는 퇴사 후에 한다."),
    ("주차는 유료이다.", "주차는 무료이다."),
    ("휴직 기간은 무급이다.", "휴직 기간은 유급이다."),
    ("The licence is invalid.", "The licence is valid."),
]  # fmt: skip

TRUE = [
    ("The fee is 25 euros.", "The fee is twenty-five euros."),
    ("There are 205 seats.", "There are two hundred and five seats."),
    ("The rent is 950 euros.", "The monthly rent is EUR 950.00."),
    ("The notice period is 3 months.", "A notice period of three months applies."),
    ("The limit is 3,000,000 dollars.", "A limit of 3 million dollars is set."),
    ("보증금은 3,000만 원이다.", "보증금은 30,000,000원이다."),
    ("휴가는 3개월이다.", "휴가는 세 달이다."),
    ("The pause takes 30 minutes or more.", "The pause takes at least 30 minutes."),
    ("Leave is no more than 25 days.", "Leave is at most 25 days."),
    ("It is paid back in six months.", "It is paid back within six months."),
    ("휴가는 최대 25일이다.", "휴가는 25일을 초과할 수 없다."),
    ("80% 이상 출근한 직원에게 15일의 휴가를 준다.",
     "1년간 80퍼센트 이상 출근한 직원에게 15일의 휴가를 준다."),
    ("Anna Schmidt signed the lease.", "The lease was signed by Anna Schmidt."),
    ("The lease was signed by Anna.", "Anna signed the lease."),
    ("If the rent is late, a fee is charged.", "A fee is charged if the rent is late."),
    ("If the rent is late, no fee is charged.", "No fee is charged if the rent is late."),
    ("The deposit is 1,800 and the rent 900.", "The rent is 900 and the deposit 1,800."),
    ("On Monday the rent is due.", "The rent is due on Monday."),
    ("임대료는 임차인이 지급한다.", "임차인이 임대료를 지급한다."),
    ("매월 말일에 임차인은 임대료를 임대인에게 지급한다.",
     "임차인은 임대인에게 임대료를 매월 말일에 지급한다."),
    ("Only the landlord may change the locks.", "Only the landlord may change the locks."),
    ("The lease ends on 28 February 2027.",
     "The lease begins on 1 March 2024 and ends on 28 February 2027."),
    ("The tenant has to paint the walls.", "The tenant must paint the walls."),
    ("직원만 출입할 수 있습니다.", "출입은 직원만 할 수 있다."),
    ("Subletting the flat is not allowed.", "The tenant is not allowed to sublet the flat."),
    ("Half the rent is paid back.", "50 % of the rent is paid back."),
    ("50% of the rent is paid back.", "Half of the rent is paid back."),
    ("A third of the sum is due.", "One third of the sum is due at once."),
    ("임대료의 50%를 돌려준다.", "임대료의 절반을 돌려준다."),
    ("지원금의 3분의 1을 지급한다.", "지원금의 삼분의 일을 지급한다."),
    ("The room is kept at minus 5 °C.", "The room is kept at -5 °C."),
    ("Delivery takes 3 to 5 days.", "Delivery takes between 3 and 5 days."),
    ("Delivery takes at most 5 days.", "Delivery takes 3-5 days."),
    ("배송은 3일에서 5일 걸린다.", "배송은 3~5일 걸린다."),
    ("보증금은 3천만 원이다.", "보증금은 삼천만 원이다."),
    ("보증금은 120,000,000원이다.", "보증금은 1억 2천만 원이다."),
    ("정원은 30명이다.", "정원은 서른 명이다."),
    ("The contract ends on March 5, 2024.", "The contract ends on 5 March 2024."),
    ("계약은 2024년 3월 5일에 끝난다.", "계약은 2024-03-05에 끝난다."),
    ("대금은 갑이 지급한다.", "갑은 대금을 지급한다."),
    ("환불이 가능합니다.", "환불이 가능하다."),
    ("환불이 불가능합니다.", "환불이 불가능하다."),
    ("휴직은 유급입니다.", "휴직은 유급이다."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "source"), FOOLING)
def test_the_same_words_that_say_something_else_are_not_verified(claim: str, source: str) -> None:
    assert not is_verified(claim, source)


@pytest.mark.parametrize(("claim", "source"), TRUE)
def test_other_words_that_say_the_same_are_verified(claim: str, source: str) -> None:
    assert is_verified(claim, source)
