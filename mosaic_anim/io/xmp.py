"""Title and comment as an XMP packet (ISO 16684-1), the one text that a WebP carries."""

import re
from html import escape, unescape

_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{comment}</rdf:li></rdf:Alt>'
    "</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="r"?>'
)
_COMMENT = re.compile(r"<dc:description><rdf:Alt><rdf:li[^>]{0,99}>([^<]*)<")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def xmp_packet(title: str, comment: str) -> bytes:
    """Return a packet with a title and a description; nothing where both are empty."""
    if not title and not comment:
        return b""
    return _PACKET.format(title=_escape(title), comment=_escape(comment)).encode()


def comment_in(packet: bytes) -> str | None:
    """Return the description of such a packet. It is searched, not parsed: no XML is expanded."""
    match = _COMMENT.search(packet.decode())
    return unescape(match.group(1)) or None if match else None


def _escape(text: str) -> str:
    """Escape a text for XML, without the control characters that it cannot hold."""
    return escape(_CONTROLS.sub(" ", text))
