"""What commands call, imported when a command runs: `--help` lists all of them."""

from mosaic_anim.lazy import LazyModule

TYPE_CHECKING = False  # as in `mosaic_anim`
if TYPE_CHECKING:
    from mosaic_anim import still
    from mosaic_anim.batch import render_batch
    from mosaic_anim.contact_sheet import landings, sheet
    from mosaic_anim.io import atomic_files, disk, picture_extras, user_cache, viewer
    from mosaic_anim.library import index, inputs, output_files, watch
    from mosaic_anim.mosaic import where
    from mosaic_anim.rendering import api, cache, render_check
    from mosaic_anim.rendering.executors import dask_reading
    from mosaic_anim.rendering.size_limit import estimate
    from mosaic_anim.report import cell_figure, library_report, report_file
    from mosaic_anim.scene import clip_times, framing, input_check, load, platform, starter
    from mosaic_anim.scene.reference import page, topic
    from mosaic_anim.schema import json_schema, part
    from mosaic_anim.studio import opening, scene_choice
else:
    api = LazyModule("mosaic_anim.rendering.api")
    atomic_files = LazyModule("mosaic_anim.io.atomic_files")
    cache = LazyModule("mosaic_anim.rendering.cache")
    cell_figure = LazyModule("mosaic_anim.report.cell_figure")
    clip_times = LazyModule("mosaic_anim.scene.clip_times")
    dask_reading = LazyModule("mosaic_anim.rendering.executors.dask_reading")
    disk = LazyModule("mosaic_anim.io.disk")
    estimate = LazyModule("mosaic_anim.rendering.size_limit.estimate")
    framing = LazyModule("mosaic_anim.scene.framing")
    index = LazyModule("mosaic_anim.library.index")
    input_check = LazyModule("mosaic_anim.scene.input_check")
    inputs = LazyModule("mosaic_anim.library.inputs")
    json_schema = LazyModule("mosaic_anim.schema.json_schema")
    landings = LazyModule("mosaic_anim.contact_sheet.landings")
    library_report = LazyModule("mosaic_anim.report.library_report")
    load = LazyModule("mosaic_anim.scene.load")
    part = LazyModule("mosaic_anim.schema.part")
    render_check = LazyModule("mosaic_anim.rendering.render_check")
    opening = LazyModule("mosaic_anim.studio.opening")
    page = LazyModule("mosaic_anim.scene.reference.page")
    picture_extras = LazyModule("mosaic_anim.io.picture_extras")
    platform = LazyModule("mosaic_anim.scene.platform")
    render_batch = LazyModule("mosaic_anim.batch.render_batch")
    report_file = LazyModule("mosaic_anim.report.report_file")
    scene_choice = LazyModule("mosaic_anim.studio.scene_choice")
    sheet = LazyModule("mosaic_anim.contact_sheet.sheet")
    starter = LazyModule("mosaic_anim.scene.starter")
    still = LazyModule("mosaic_anim.still")
    output_files = LazyModule("mosaic_anim.library.output_files")
    topic = LazyModule("mosaic_anim.scene.reference.topic")
    user_cache = LazyModule("mosaic_anim.io.user_cache")
    viewer = LazyModule("mosaic_anim.io.viewer")
    watch = LazyModule("mosaic_anim.library.watch")
    where = LazyModule("mosaic_anim.mosaic.where")

__all__ = [
    "api",
    "atomic_files",
    "cache",
    "cell_figure",
    "clip_times",
    "dask_reading",
    "disk",
    "estimate",
    "framing",
    "index",
    "input_check",
    "inputs",
    "json_schema",
    "landings",
    "library_report",
    "load",
    "opening",
    "output_files",
    "page",
    "part",
    "picture_extras",
    "platform",
    "render_batch",
    "render_check",
    "report_file",
    "scene_choice",
    "sheet",
    "starter",
    "still",
    "topic",
    "user_cache",
    "viewer",
    "watch",
    "where",
]
