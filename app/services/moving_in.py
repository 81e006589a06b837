"""What is in memory moves into a vault that has just been made."""

from app.domain.conversations import Conversation
from app.domain.filing import paths
from app.domain.ids import ConversationId
from app.domain.protocols import ConversationStore


def copy_conversations(source: ConversationStore, target: ConversationStore) -> None:
    """Add everything that one store keeps to another."""
    for path in sorted(paths(source.folders()).values(), key=len):  # the outer ones first
        target.add_folder(path[-1])
    for conversation in reversed(source.conversations()):
        _copy(conversation, source, target)
    _copy_draft(None, source, target)
    for prompt in source.prompts.all():
        target.prompts.put_back(source.prompts.versions(prompt.id))
    for assistant in source.assistants.all():
        target.assistants.put_back(source.assistants.versions(assistant.id))
    for collection in source.documents.collections():  # their files are read again
        target.documents.put_collection(collection)


def _copy(conversation: Conversation, source: ConversationStore, target: ConversationStore) -> None:
    target.add(conversation)
    for message in source.all_messages(conversation.id):
        data = ((each.id, source.attachment_data(each.id)) for each in message.attachments)
        target.fork(conversation.id, message, {key: found for key, found in data if found})
    if view := source.messages(conversation.id):
        target.select_branch(conversation.id, view[-1].id)
    for each in source.all_messages(conversation.id):
        if (grounding := source.grounding(each.id)) is not None:
            target.put_grounding(conversation.id, each.id, grounding)
    for message_id, text in source.summaries.of(conversation.id).items():
        target.summaries.put(conversation.id, message_id, text)
    for message_id, report in source.verdicts.of(conversation.id).items():
        target.verdicts.put(conversation.id, message_id, report)
    _copy_draft(conversation.id, source, target)


def _copy_draft(
    key: ConversationId | None, source: ConversationStore, target: ConversationStore
) -> None:
    target.keep_draft(key, source.draft(key))
    target.keep_draft_attachments(key, source.draft_attachments(key))
