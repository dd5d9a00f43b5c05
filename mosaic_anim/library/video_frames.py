"""Frames of videos: which of an index's entries are moments of a video, and which of them count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mosaic_anim.io.picture_files import UnreadablePictureError
from mosaic_anim.io.video_moments import VideoMoment, named_moment
from mosaic_anim.io.video_photos import best_times
from mosaic_anim.io.worker_process import WorkerFailure
from mosaic_anim.io.workers import run_in_workers
from mosaic_anim.library.entry import FORMATS, Entry
from mosaic_anim.library.photo_reading import BIG_FETCHING_LIMIT, SLOW
from mosaic_anim.library.plain_reading import Refusal
from mosaic_anim.library.scan import PhotoFile

VIDEO = FORMATS.index("VIDEO")

NO_FRAMES = "video without good frames"
"""Reason of a video of which no moment can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTask:
    """A video to choose frames of.

    Attributes
    ----------
    folder : Path
        The library's folder.
    video : PhotoFile
    frames : int
        How many are wanted.
    """

    folder: Path
    video: PhotoFile
    frames: int


def valid_moments(
    entries: Mapping[str, Entry], extra: set[str], scanned: Mapping[str, PhotoFile]
) -> dict[str, VideoMoment]:
    """Return the moments among some entries whose videos are as they were, by their paths.

    Parameters
    ----------
    extra : set of str
        Paths of entries that no file has.
    scanned : Mapping of str to PhotoFile
        The files of the folder.
    """
    valid = {}
    for path in extra:
        moment = named_moment(path)
        video = scanned.get(moment.video) if moment else None
        entry = entries[path]
        if moment and video and (entry.size, entry.mtime_ns) == (video.size, video.mtime_ns):
            valid[path] = moment
    return valid


def chosen_frames(
    folder: Path, videos: Sequence[PhotoFile], frames: int, *, workers: int
) -> Iterator[tuple[PhotoFile, list[PhotoFile] | Refusal]]:
    """Choose frames of videos in worker processes; yield each video with its frames as photos."""
    tasks = [VideoTask(folder=folder, video=video, frames=frames) for video in videos]
    if not tasks:
        return
    crew = min(workers, len(tasks))
    for task, times in run_in_workers(
        choose_times, tasks, workers=crew, timeout=BIG_FETCHING_LIMIT
    ):
        if isinstance(times, WorkerFailure):
            late = times.cause == "late"
            yield task.video, Refusal(reason=SLOW if late else times.reason, lasting=not late)
        elif not times:
            yield task.video, Refusal(reason=NO_FRAMES, lasting=True)
        else:
            yield task.video, [photo_of(task.video, frames, time) for time in times]


def choose_times(task: VideoTask) -> list[float]:
    """Return the times of good, different frames of a video [s]."""
    try:
        return best_times(task.folder / task.video.path, task.frames)
    except UnreadablePictureError:
        return []


def photo_of(video: PhotoFile, frames: int, time: float) -> PhotoFile:
    """Return a frame of a video as a photo: it changes when the video's file does."""
    path = VideoMoment(video.path, frames, time).path
    return PhotoFile(path=path, size=video.size, mtime_ns=video.mtime_ns)
