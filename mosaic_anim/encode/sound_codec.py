"""Sound codecs: how the sound track of each kind of film is encoded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCodec:
    """How a sound track is encoded.

    Attributes
    ----------
    encoder : str
        ffmpeg's encoder.
    name : str
        ffmpeg's name of the codec.
    container : str
        Format of a file with nothing else, for the encoder and, by its demuxer, for the join.
    demuxer : str
    packet : int
        Length of a packet [samples].
    """

    encoder: str
    name: str
    container: str
    demuxer: str
    packet: int


AAC_LC = SoundCodec(encoder="aac", name="aac", container="adts", demuxer="aac", packet=1024)
OPUS = SoundCodec(encoder="libopus", name="opus", container="ogg", demuxer="ogg", packet=960)

CODECS = {"aac": AAC_LC, "opus": OPUS}
"""Codecs by the names that formats call them."""
