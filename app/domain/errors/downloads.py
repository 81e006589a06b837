"""Errors of fetching files and of the folders they go to."""

from app.domain.errors.base import AppError


class DownloadFailed(AppError):
    """A file did not arrive."""

    code = "download_failed"
    title = "Download failed"
    sentence = "“{name}” could not be downloaded."
    hint = "Check the connection, then try again."


class DownloadCancelled(AppError):
    """The user stopped a download."""

    code = "download_cancelled"
    exit_code = 130
    title = "Download stopped"
    sentence = "The download of “{name}” was stopped."
    hint = "Nothing of it was kept; start it again whenever you like."


class SourceUnavailable(AppError):
    """The catalog names a source that this version cannot fetch from."""

    code = "source_unavailable"
    title = "Cannot be downloaded from here"
    sentence = "“{name}” comes from a model hub, which this version does not reach."
    hint = "Download the GGUF file yourself and open it with Snug."


class OfflineNow(AppError):
    """The network is switched off in the settings."""

    code = "offline"
    title = "Snug is offline"
    sentence = "This needs a connection to {host}, and Snug is set to stay offline."
    hint = "Allow it for this one download, or carry on without it."


class DiskFull(AppError):
    """Not enough room for what is to be written."""

    code = "disk_full"
    title = "Not enough disk space"
    sentence = "{needed} of disk space is needed in {folder}; {free} is free."
    hint = "Free some space, then try again."


class FolderUnusable(AppError):
    """A folder of Snug's own cannot be made or written."""

    code = "folder_unusable"
    title = "Folder cannot be used"
    sentence = "Snug cannot use the folder {folder}."
    hint = "Check its permissions, or choose another folder with --home."


class HubUnreachable(AppError):
    """The model hub does not answer, or the line breaks again and again."""

    code = "hub_unreachable"
    title = "The model hub cannot be reached"
    sentence = "“{name}” could not be downloaded: {host} does not answer."
    hint = "Check the connection, then resume; what has arrived is kept."


class HubBusy(AppError):
    """The hub asks for less, or is out of order."""

    code = "hub_busy"
    title = "The model hub is busy"
    sentence = "{host} cannot serve “{name}” at the moment."
    hint = "Resume in some minutes; what has arrived is kept."


class NotOnHub(AppError):
    """There is no such repository, commit or file, or it is private."""

    code = "not_on_hub"
    title = "Not on the model hub"
    sentence = "The model hub does not know “{name}”."
    hint = "Check the spelling: owner/name, as it stands on its page."


class GatedModel(AppError):
    """The hub gives the files to those alone who agreed to terms, or were let in."""

    code = "gated_model"
    title = "Its makers ask for your consent first"
    sentence = "“{name}” is given to those who agree to its makers' terms on its page."
    hint = (
        "Open {address}, agree there, and put a token of your account into the settings, under "
        "Privacy (network.hub_token); then try again."
    )


class NoModelFiles(AppError):
    """A repository without anything that llama.cpp loads."""

    code = "no_model_files"
    title = "No GGUF files there"
    sentence = "“{name}” holds no GGUF file that Snug can use."
    hint = "Look for a repository of the same model whose name ends in GGUF."


class NoSuchFile(AppError):
    """A repository has other files than the one that was named."""

    code = "no_such_file"
    title = "No such file there"
    sentence = "“{name}” has no file or quantization “{choice}”."
    hint = "It has: {files}."


class RedirectRefused(AppError):
    """The hub sent the download to an address that is not allowed."""

    code = "redirect_refused"
    title = "Sent to an unsafe address"
    sentence = "The download of “{name}” was sent on to an address that is not safe."
    hint = "Check the mirror in the settings; nothing was fetched from there."


class DownloadBusy(AppError):
    """Another Snug is fetching the very file."""

    code = "download_busy"
    title = "Already being downloaded"
    sentence = "Another Snug is downloading “{name}” at this moment."
    hint = "Wait for it to end."
