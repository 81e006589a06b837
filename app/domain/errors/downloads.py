"""Errors of fetching files and of the folders they go to."""

from app.domain.errors.base import AppError


class DownloadFailed(AppError):
    """A file did not arrive."""

    code = "download_failed"
    title = "Download failed"
    sentence = "“{name}” could not be downloaded."
    hint = "Check the connection to your package registry, then try again."


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
