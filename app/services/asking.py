"""Questions about documents: answered from what was found, and checked before it is shown."""

import contextlib
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.config import settings as options
from app.config.settings import Settings
from app.domain.collections import Layout
from app.domain.document_store import DocumentStore
from app.domain.embedding import Embeddings, EmbedKind
from app.domain.errors import EmbeddingCancelled, VaultLocked
from app.domain.generation import (
    FinishReason,
    PromptMessage,
    Request,
    Role,
    Sampling,
    Timing,
    Usage,
)
from app.domain.ids import DocumentId
from app.domain.models import InstalledModel
from app.domain.protocols import Engine
from app.domain.retrieval import AnswerBasis, Found, Grounding, Passage, SearchFilter
from app.index.answer_grammar import answer_grammar
from app.index.citing import Cited, Entails, cited
from app.index.evidence import Evidence, evidence_of, framed, left_out_of
from app.index.extract import EmbedAll, Extract, extract
from app.index.follow_up import leans_on_others, self_contained
from app.index.languages import language_of
from app.index.reading import spread_over, whole_documents, with_neighbours
from app.index.summary import EmbedSentences, summarised
from app.index.to_sum_up import to_sum_up
from app.services import ask_words
from app.services.current_documents import CurrentDocuments
from app.services.document_reading import DocumentEmbedder, EmbedderFails, StatementJudge, asked
from app.services.file_states import with_states
from app.services.models import ModelService
from app.services.rewriting import Rewriting
from app.services.search import SearchService
from app.services.written_text import OnText, written

MOST_PASSAGES: Final = 8
"""Of both languages together, where there are two."""
_SHARE_OF_CONTEXT: Final = 0.5
"""Of the model's context window, for what is read from documents."""
_MOST_TOKENS: Final = 6000
_FEWEST_TOKENS: Final = 900
_USUAL_CONTEXT: Final = 4096
_ANSWER_TOKENS: Final = 600
WEAK_PARAMETERS: Final = 700_000_000
"""A model with fewer does not keep to its sources: it is not asked at all."""
GUIDED_PARAMETERS: Final = 5_000_000_000
"""A model with fewer is held to its citations by a grammar."""
_BYTES_PER_PARAMETER: Final = 0.6
_ENOUGH: Final = 0.5
"""Share of an answer that must be supported for it to be shown as it is."""
_LOCATED_WEIGHT: Final = 0.6
_CUT_OFF: Final = frozenset({FinishReason.LENGTH, FinishReason.CONTEXT_FULL})
_NOTHING: Final = re.compile(r"\W*\[\s*0\s*\]\W*")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was found for a question, ready to be answered from.

    `request` is what a model is asked; None where none is, since it would not keep to its sources
    or there is nothing to answer from. The `question` is as it was understood.
    """

    question: str = field(repr=False)
    found: Found
    evidence: Evidence
    request: Request | None = None
    is_summary: bool = False

    @property
    def is_answerable(self) -> bool:
        """Whether there is something to answer from."""
        return self.is_summary or self.found.is_answerable


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is shown, and what it rests on."""

    text: str = field(repr=False)
    grounding: Grounding
    finish: FinishReason = FinishReason.STOP
    usage: Usage = field(default_factory=Usage)
    timing: Timing = field(default_factory=Timing)


class AskService:
    """Answers questions from documents. Safe to use from several threads; every call blocks.

    Raises the errors of the vault, the engine and the models.
    """

    def __init__(
        self,
        documents: CurrentDocuments,
        search: SearchService,
        embedder: DocumentEmbedder,
        models: ModelService,
        engine: Engine,
        settings: Settings,
        entailer: StatementJudge | None = None,
        is_barred: Callable[[str], bool] = lambda _passage: False,
    ) -> None:
        """An `entailer` whose model is installed has a say in what a citation confirms.

        A passage whose text `is_barred` is handed to no model.
        """
        self._is_barred = is_barred
        self._entailer = entailer
        self._documents = documents
        self._search = search
        self._embedder = embedder
        self._models = models
        self._engine = engine
        self._settings = settings
        self._rewriting = Rewriting(models, engine)

    def ask(
        self,
        question: str,
        where: SearchFilter | None = None,
        *,
        earlier: Sequence[str] = (),
        answers: Sequence[str] = (),
        on_text: OnText | None = None,
        cancel: threading.Event | None = None,
    ) -> Answered:
        """Answer a question; `on_text` hears the model write, before it is checked."""
        prepared = self.prepare(question, where, earlier, answers=answers, cancel=cancel)
        if prepared.request is None:
            return self.conclude(prepared, "")
        with self._models.in_use():
            self._models.ensure_loaded()
            answer = written(self._engine, prepared.request, on_text, cancel)
        return self.conclude(prepared, answer.text, answer.finish, answer.usage, answer.timing)

    def prepare(
        self,
        question: str,
        where: SearchFilter | None = None,
        earlier: Sequence[str] = (),
        *,
        answers: Sequence[str] = (),
        cancel: threading.Event | None = None,
    ) -> Prepared:
        """Find what a question is answered from; `earlier` are the questions before it.

        `answers` are those to the earlier questions, an empty one where none was given. `cancel`
        ends what a model writes before the search, no more.
        """
        store = self._documents.store
        where = where or SearchFilter()
        budget = self.budget()
        meant = self._written_out(question, earlier, answers, cancel)
        searched = meant or self_contained(question, earlier)
        found = self._search.search(searched, MOST_PASSAGES, where)
        passages = whole_documents(store, where, budget)
        summed_up = to_sum_up(store, question, where, found)
        if summed_up and not passages:
            passages = spread_over(store, summed_up, budget)
        if not passages and found.is_answerable:
            passages = with_neighbours(store, found.passages, budget, MOST_PASSAGES)
        barred = [each for each in found.passages if self._is_barred(each.text)]
        evidence = evidence_of(passages, _layouts(store, passages), barred)
        request = None
        if evidence.sentences and self._asks_model():
            request = self._request(question, meant, evidence)
        return Prepared(meant or question, found, evidence, request, bool(summed_up))

    def nearest(self, question: str, where: SearchFilter, earlier: Sequence[str] = ()) -> Found:
        """The passages nearest to a question, whether they answer it or not; no model is asked."""
        return self._search.search(self_contained(question, earlier), MOST_PASSAGES, where)

    def _written_out(
        self,
        question: str,
        earlier: Sequence[str],
        answers: Sequence[str],
        cancel: threading.Event | None,
    ) -> str:
        """A question that leans on others as a model understands it; empty where none can tell.

        A weak model is not asked, even where it is to write the answers: it invents.
        """
        can_tell = self._asks_model() and self._parameters() >= WEAK_PARAMETERS
        if not (earlier and can_tell and leans_on_others(question)):
            return ""
        return self._rewriting.rewritten(question, earlier, answers, cancel)

    def request_for(self, question: str, meant: str, evidence: Evidence) -> Request:
        """What a model is asked for an answer from some evidence, whoever may be asked here.

        `meant` is the question as it was understood, where it leans on others.
        """
        return self._request(question, "" if meant == question else meant, evidence)

    def budget(self) -> int:
        """Tokens of documents that the model, or an extract, is given at most."""
        loaded = self._models.state.loaded
        context = loaded.context if loaded is not None else _USUAL_CONTEXT
        return max(_FEWEST_TOKENS, min(_MOST_TOKENS, int(context * _SHARE_OF_CONTEXT)))

    def conclude(
        self,
        prepared: Prepared,
        text: str,
        finish: FinishReason = FinishReason.STOP,
        usage: Usage | None = None,
        timing: Timing | None = None,
    ) -> Answered:
        """Check what a model wrote; in place of what fails come the documents' own sentences."""
        answer, grounding = self._judged(prepared, text, finish)
        grounding = replace(grounding, left_out=left_out_of(prepared.evidence))
        if grounding.basis is not AnswerBasis.WRITTEN and finish in _CUT_OFF:
            finish = FinishReason.STOP  # it was the model that did not get to its end
        told = (finish, usage or Usage(), timing or Timing())
        with contextlib.suppress(VaultLocked):  # what was answered until then is kept all the same
            grounding = with_states(self._documents.store, grounding)
        return Answered(answer, grounding, *told)

    def _judged(self, prepared: Prepared, text: str, finish: FinishReason) -> tuple[str, Grounding]:
        """The answer that is shown, and what it rests on."""
        if _NOTHING.fullmatch(text) and not prepared.is_answerable:
            return _not_said(prepared)
        written = cited(text.strip(), prepared.evidence, self._entails())
        is_stopped = finish is FinishReason.CANCELLED and bool(written.text)
        if is_stopped or (written.citations and _is_sound(written)):
            return written.text, _grounding(AnswerBasis.WRITTEN, written, prepared.found)
        if not prepared.is_answerable:
            return _not_said(prepared)
        chosen = self._quoted(prepared)
        if not chosen.sentences:
            return _not_said(prepared)
        return chosen.answer.text, _grounding(AnswerBasis.EXTRACT, chosen.answer, prepared.found)

    def _entails(self) -> Entails | None:
        judge = self._entailer
        if judge is None or not judge.is_there():
            return None

        def entails(hypothesis: str, premises: Sequence[str]) -> Sequence[float] | None:
            try:
                return asked(lambda: judge.entails(hypothesis, premises))
            except EmbedderFails:
                return None  # the words are checked all the same

        return entails

    def _quoted(self, prepared: Prepared) -> Extract:
        """Sentences of the documents, word for word."""
        if self._embedder.is_there() and not prepared.found.by_words_only:
            try:
                return self._chosen(prepared, self._vectors, self._of_sentences)
            except EmbedderFails:
                pass  # sentences are chosen by their words, too
        return self._chosen(prepared, None, None)

    def _chosen(
        self, prepared: Prepared, vectors: EmbedAll | None, of_sentences: EmbedSentences | None
    ) -> Extract:
        if prepared.is_summary:
            return summarised(prepared.evidence, of_sentences)
        return extract(prepared.question, prepared.evidence, vectors)

    def _request(self, question: str, meant: str, evidence: Evidence) -> Request:
        task = f"{ask_words.QUESTION} {question.strip()}"
        if meant:
            task += f"\n{ask_words.MEANT} {meant}"
        turn = f"{ask_words.SENTENCES}\n\n{framed(evidence)}\n\n{task}"
        messages = (PromptMessage(Role.SYSTEM, ask_words.RULES), PromptMessage(Role.USER, turn))
        guided = self._parameters() < GUIDED_PARAMETERS
        return Request(
            messages,
            Sampling(temperature=0.0),
            _ANSWER_TOKENS,
            grammar=answer_grammar(evidence) if guided else "",
            speculate=self._settings.get(options.SPECULATE),
            thinks=False,
        )

    def _asks_model(self) -> bool:
        match self._settings.get(options.DOCUMENT_ANSWERS):
            case "written":
                return self._models.state.model is not None
            case "extract":
                return False
        return self._parameters() >= WEAK_PARAMETERS

    def _parameters(self) -> int:
        model = self._models.state.model
        return 0 if model is None else parameters_of(model)

    def _vectors(self, texts: Sequence[str]) -> Embeddings:
        """Of a question, which comes first, and of sentences."""
        question = self._embed(texts[:1], EmbedKind.QUERY)
        sentences = self._of_sentences(texts[1:])
        return Embeddings(question.dimensions, question.data + sentences.data)

    def _of_sentences(self, texts: Sequence[str]) -> Embeddings:
        return self._embed(texts, EmbedKind.SENTENCE)

    def _embed(self, texts: Sequence[str], kind: EmbedKind) -> Embeddings:
        try:
            return asked(lambda: self._embedder.embed(texts, kind))
        except EmbeddingCancelled:
            _ = self._documents.store  # raises VaultLocked where that is the reason
            raise


def parameters_of(model: InstalledModel) -> int:
    """How many weights a model has; of a file that is in no catalog about how many."""
    if model.entry is not None:
        return model.entry.parameters
    return int(model.bytes / _BYTES_PER_PARAMETER)


def _layouts(store: DocumentStore, passages: Sequence[Passage]) -> dict[DocumentId, Layout]:
    found = {each: store.layout(each) for each in {passage.document.id for passage in passages}}
    return {each: layout for each, layout in found.items() if layout is not None}


def _is_sound(written: Cited) -> bool:
    return written.supported_share(_LOCATED_WEIGHT) >= _ENOUGH


def _not_said(prepared: Prepared) -> tuple[str, Grounding]:
    text = ask_words.NOT_SAID[language_of(prepared.question)]
    found = prepared.found
    return text, Grounding(AnswerBasis.NOT_SAID, found=found, by_words_only=found.by_words_only)


def _grounding(basis: AnswerBasis, answer: Cited, found: Found) -> Grounding:
    return Grounding(
        basis, answer.citations, answer.unsupported, found, by_words_only=found.by_words_only
    )
