"""The platforms' rules, each with the page that states it.

These are pages of the platforms themselves unless "secondary" is said; those that open only in a
browser with an account were read where others quote them. Rules that no page states are None here.
Where a page says MB, the stricter unit is taken.
"""

from fractions import Fraction

from mosaic_anim.encode.platform import Platform, Rule
from mosaic_anim.values.geometry import Insets, Size

_ANY_HEIGHT = 16384  # [px]: H.264's own limit, where a page limits columns only
_UPRIGHT = Size(width=1080, height=1920)
_WIDE = Size(width=1920, height=1080)
_MB, _MIB = 10**6, 2**20

# Besides what stands in the rules: no edit lists and the index in front, closed groups of pictures,
# 4:2:0, at most 25 Mbit/s; AAC of at most 48 kHz with 128 kbit/s.
_INSTAGRAM = (
    "developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media, "
    "v25.0, read 2026-11-23. Sound track: music that is added in the app fails without one, "
    "github.com/gitroomhq/postiz-app/pull/2033 (secondary)"
)
_META_ADS = (
    "Safe area: facebook.com/business/ads-guide/update/video/instagram-reels and instagram-story, "
    "of advertisements (secondary, read 2026-11-23)"
)
_META_SAFE = Insets(top=0.14, right=0.06, bottom=0.35, left=0.06)
_REEL = Rule(
    fps=(Fraction(23), Fraction(60)),
    shortest=Fraction(3),
    longest=Fraction(15 * 60),
    most_bytes=300 * _MB,
    largest=Size(width=1920, height=_ANY_HEIGHT),
)
_STORY = Rule(
    fps=_REEL.fps,
    shortest=_REEL.shortest,
    longest=Fraction(60),
    most_bytes=100 * _MB,
    largest=_REEL.largest,
)
_JPEG = Rule(most_bytes=8 * _MB)

REELS = Platform(
    source=f"{_INSTAGRAM}. {_META_ADS}",
    size=_UPRIGHT,
    rules={".mp4": _REEL, ".jpg": _JPEG, ".jpeg": _JPEG},
    safe=_META_SAFE,
    has_sound=True,
)

STORY = Platform(
    source=f"{_INSTAGRAM}. {_META_ADS}",
    size=_UPRIGHT,
    rules={".mp4": _STORY, ".jpg": _JPEG, ".jpeg": _JPEG},
    safe=_META_SAFE,
    has_sound=True,
)

SQUARE = Platform(
    source=f"A post of Instagram, which has been published as a reel since 2023: {_INSTAGRAM}",
    size=Size(width=1080, height=1080),
    rules={".mp4": _REEL, ".jpg": _JPEG, ".jpeg": _JPEG},
    has_sound=True,
)

# The frame rates of high-definition television, and its frame.
_TELEVISION = Rule(fps=(Fraction(24000, 1001), Fraction(60)), largest=_WIDE)

WIDE = Platform(
    source="Rec. ITU-R BT.709-6, part 2: 1920x1080, 23.976 to 60 frames a second; no site's rules",
    size=_WIDE,
    rules={
        ".mp4": _TELEVISION,
        **dict.fromkeys((".gif", ".webp", ".png", ".jpg", ".jpeg"), Rule()),
    },
)

# Besides: index in front, no edit lists, High profile, two B-frames, closed groups of pictures of
# half the frame rate, 4:2:0; AAC-LC of 48 kHz with 384 kbit/s. All rates are taken.
YOUTUBE = Platform(
    source="support.google.com/youtube/answer/1722171 (encoding) and /answer/71673 (256 GB, "
    "12 hours); quoted in several places, read 2026-11-23",
    size=_WIDE,
    rules={".mp4": Rule(longest=Fraction(12 * 3600), most_bytes=256 * 1000 * _MB)},
)

# Besides: pixels 1:1, 4:2:0, no open groups of pictures, AAC-LC. Subscribers may post more.
X = Platform(
    source="docs.x.com/x-api/media/quickstart/best-practices (github.com/xdevplatform/docs, "
    "0c986f0), accounts without subscription, read 2026-11-23",
    size=Size(width=1280, height=720),
    rules={
        ".mp4": Rule(
            fps=(Fraction(0), Fraction(60)),
            shortest=Fraction(1, 2),
            longest=Fraction(20 * 60),
            most_bytes=8000 * _MB,
            largest=Size(width=1280, height=1024),
            upright=True,
        ),
        ".gif": Rule(
            most_bytes=15 * _MB,
            most_frames=350,
            most_pixels=300 * 10**6,
            largest=Size(width=1280, height=1080),
        ),
        **dict.fromkeys((".jpg", ".jpeg", ".png"), Rule(most_bytes=5 * _MB)),
    },
)

DISCORD = Platform(
    source="docs.discord.com/developers/reference#uploading-files: 10 MiB for each file of an "
    "account without Nitro, read 2026-11-23",
    rules=dict.fromkeys(
        (".mp4", ".gif", ".webp", ".png", ".jpg", ".jpeg"), Rule(most_bytes=10 * _MIB)
    ),
)

SLACK = Platform(
    source="slack.com/help/articles/201330736-Add-files-to-Slack: 1 GB (quoted elsewhere, read "
    "2026-11-23)",
    rules=dict.fromkeys(
        (".mp4", ".gif", ".webp", ".png", ".jpg", ".jpeg"), Rule(most_bytes=1000 * _MB)
    ),
)

# Besides: H.264 or VP9; at least 360 px a side. Creators may be allowed less than ten minutes.
TIKTOK = Platform(
    source="developers.tiktok.com/doc/content-posting-api-media-transfer-guide (files, rates, "
    "length), read 2026-11-26. Safe area: the margins of adfuseai.com/blog/tiktok-ad-sizes-specs-"
    "guide (secondary); ads.tiktok.com/help/article?aid=10002742 has drawings, but no numbers",
    size=_UPRIGHT,
    rules=dict.fromkeys(
        (".mp4", ".mov", ".webm"),
        Rule(
            fps=(Fraction(23), Fraction(60)),
            shortest=Fraction(3),
            longest=Fraction(10 * 60),
            most_bytes=4000 * _MB,
            largest=Size(width=4096, height=4096),
        ),
    )
    | dict.fromkeys((".jpg", ".jpeg", ".webp"), Rule(most_bytes=20 * _MB, largest=_UPRIGHT)),
    safe=Insets(top=150 / 1920, right=150 / 1080, bottom=440 / 1920, left=60 / 1080),
)

# Square films count as Shorts too; what is longer, or lies, becomes a video like any other.
SHORTS = Platform(
    source="support.google.com/youtube/answer/15424877 (square or upright, up to three minutes; "
    "read in a copy) and /answer/1722171 (encoding), read 2026-11-26. Safe area: Instagram's, "
    "whose buttons lie alike (secondary); no page of YouTube gives numbers",
    size=_UPRIGHT,
    rules=dict.fromkeys(
        (".mp4", ".mov", ".webm"), Rule(longest=Fraction(3 * 60), most_bytes=256 * 1000 * _MB)
    ),
    safe=_META_SAFE,
)

# Besides: H.264 without B-frames, index in front, AAC.
WHATSAPP = Platform(
    source="developers.facebook.com/docs/whatsapp/cloud-api/reference/media (sizes) and "
    "/documentation/business-messaging/whatsapp/messages/video-messages (H.264 of the Main profile "
    "without B-frames; quoted elsewhere), read 2026-11-26",
    rules={
        ".mp4": Rule(most_bytes=16 * _MB),
        **dict.fromkeys((".jpg", ".jpeg", ".png"), Rule(most_bytes=5 * _MB)),
    },
)

TELEGRAM = Platform(
    source="telegram.org/faq: 2 GB for each file of an account without Premium (quoted elsewhere); "
    "core.telegram.org/bots/api#sendvideo: MP4, and 50 MB by a bot; read 2026-11-26",
    rules=dict.fromkeys((".mp4", ".gif", ".webm"), Rule(most_bytes=2000 * _MB))
    | dict.fromkeys((".jpg", ".jpeg", ".png", ".webp"), Rule(most_bytes=10 * _MB)),
)

LINKEDIN = Platform(
    source="learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api (3 s to "
    "30 min, 500 MB, MP4). Frame rates and largest frame: clickyapps.com/creator/video/guides/"
    "linkedin-video-specifications and others (secondary); read 2026-11-26",
    size=_WIDE,
    rules={
        ".mp4": Rule(
            fps=(Fraction(10), Fraction(60)),
            shortest=Fraction(3),
            longest=Fraction(30 * 60),
            most_bytes=500 * _MB,
            largest=Size(width=4096, height=2304),
            upright=True,
        ),
        **dict.fromkeys((".gif", ".jpg", ".jpeg", ".png"), Rule(most_bytes=5 * _MB)),
    },
)
