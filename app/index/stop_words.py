"""Words that say nothing about what a sentence is about, in English and Korean."""

import re
from typing import Final

COMMON: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a about above after again against all also although always am among an and another any
        are aren as at be because been before being below between both but by can cannot could
        couldn did didn do does doesn doing don down during each either else even ever every few
        for from further get gets given had hadn has hasn have haven having he her here hers
        herself him himself his how however i if in into is isn it its itself just let ll may
        maybe me might mine more most much must mustn my myself neither never no nor not now of
        off often on once only or other our ours ourselves out over own per please rather re
        same say says see shall she should shouldn since so some such than that the their theirs
        them themselves then there therefore these they this those though through thus to too
        under until up upon us ve very via was wasn we were weren what when where whether which
        while who whom whose why will with within without won would wouldn yes yet you your
        yours yourself 그 그가 그는 그들 그것 그것은 그것이 그녀 그런 그러나 그리고 그래서
        그러면 그렇게 그런데 때문 때문에 대해 대한 대하여 따라 따르면 또는 또한 및 무엇 무엇인가
        무엇을 무슨 모든 모두 매우 바로 보다 부터 있는 있다 있습니다 있으며 있을 있어 있고 없는
        없다 없습니다 않는 않다 않습니다 아니다 아닙니다 아니라 아주 어떤 어떻게 어디 어디서
        언제 얼마 얼마나 여기 여러 역시 왜 우리 위해 위한 이 이것 이것은 이것이 이는 이를 이런
        이러한 이렇게 이미 이후 이번 저 저는 저희 제가 제일 지금 하는 하다 한다 합니다 하며 하면
        하고 하여 해서 했다 했습니다 된다 됩니다 되는 되어 되며 되다 것 것은 것이 것을 것입니다
        것이다 것으로 수 등 등의 등을 및 더 가장 각 각각 내 네 너 나 나는 누구 누가 관한 관하여
        관해 경우 경우에 알려줘 알려주세요 말해줘 설명해줘 설명해 인가요 인가 입니까 무엇입니까
        이다 입니다 이며 이고 이었다 였다 합니까 할까요 있나요 되나요 하나요
        """,
    )
)
"""Particles stand with the words that they are glued to: what remains of a word is its stem."""
