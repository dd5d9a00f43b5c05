"""Batch: the rows of a table are made, each unless it is there, with what they share made once."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mosaic_anim.batch.libraries import Libraries
from mosaic_anim.batch.progress import BatchProgress
from mosaic_anim.batch.qr_codes import QrCodes
from mosaic_anim.batch.ready_row import ReadyRow
from mosaic_anim.batch.record import Record, RowRecord
from mosaic_anim.batch.row_result import RowResult
from mosaic_anim.batch.row_scenes import BatchScene, Claims, RowError, RowRequest
from mosaic_anim.batch.table import Table, TableRow
from mosaic_anim.encode.output_files import output_files
from mosaic_anim.errors import ExitCode, MosaicAnimError, Problem, SceneError
from mosaic_anim.io.output_lock import output_lock
from mosaic_anim.io.workers import usable_cores
from mosaic_anim.library.inputs import Inputs
from mosaic_anim.rendering.make_files import make_files
from mosaic_anim.rendering.mux import rendered_file
from mosaic_anim.rendering.open_outputs import open_outputs, written_files
from mosaic_anim.rendering.plan import OutputPlan, is_already_done, plan_outputs
from mosaic_anim.rendering.project import Project
from mosaic_anim.scene.model import Scene
from mosaic_anim.scene.photos import photo_names_in

if TYPE_CHECKING:
    from mosaic_anim.rendering.rendered_file import RenderedFile

_AT_ONCE = 4
"""Rows that are made together, for each core: while one ends, others keep the cores busy."""

_AT_ONCE_ON_CLUSTER = 64

Report = Callable[[RowResult], None]
"""Takes a row that is done, or cannot be made."""


class Batch:
    """Makes the films of a table.

    Parameters
    ----------
    scene : BatchScene
    table : Table
    progress : BatchProgress
    report : callable, optional
        Called with each row as soon as it is done, or cannot be made.
    codes : QrCodes, optional
        Writes a QR code beside each film.
    """

    def __init__(
        self,
        scene: BatchScene,
        table: Table,
        progress: BatchProgress,
        report: Report | None,
        codes: QrCodes | None,
    ) -> None:
        self._scene = scene
        self._table = table
        self._progress = progress
        self._report = report
        self._codes = codes
        about = scene.text, str(scene.path.absolute()), str(Path(table.path).absolute())
        self._record = Record.open(*about, json.dumps(scene.edits))
        self._libraries = Libraries(progress)
        self._claims = Claims()
        self._results: dict[int, RowResult] = {}

    @property
    def results(self) -> tuple[RowResult, ...]:
        """What became of the rows, in their order."""
        return tuple(self._results[line] for line in sorted(self._results))

    def run(self, variables: Sequence[str]) -> None:
        """Make what is missing.

        variables : sequence of str
            The columns that are variables of the scene.
        """
        for line, problem in self._table.problems:
            row = TableRow(line=line, place=problem.place, values={})
            self._fail(row, RowError(problem.place, [problem], ExitCode.INVALID))
        missing = [one for one in self._requests(variables) if not self._is_there(one)]
        ready = [*self._ready(self._loaded(missing))]
        ready = self._with_all_photos(ready)
        project: Project | None = None
        step = _AT_ONCE_ON_CLUSTER if self._scene.options.cluster else _AT_ONCE * usable_cores()
        for first in range(0, len(ready), step):
            project = self._make(ready[first : first + step], project)

    def _requests(self, variables: Sequence[str]) -> Iterator[RowRequest]:
        """Yield what rows ask for."""
        for row in self._table.rows:
            with self._failing(row):
                yield self._scene.request(row, variables)

    def _is_there(self, request: RowRequest) -> bool:
        """Return whether an earlier run made a row; take it as it is then."""
        known = self._record.rows.get(request.key)
        if known is None:
            return False
        try:
            library = self._libraries.open(known.library)
        except MosaicAnimError:
            return False  # the row is planned then, and reports it
        is_older = known.made_from != library.made_from
        replaced = is_older and self._scene.options.overwrite
        if replaced or not self._record.is_there(known, library.contents):
            return False
        paths = tuple(Path(path) for path, _ in known.files)
        with self._failing(request.row):
            self._claims.claim(request, paths, {hash_: name for name, hash_ in known.photos})
            inputs = Inputs(
                files=tuple((Path(path), "a file of the scene") for path, _ in known.inputs)
            )
            inputs |= Inputs.of_mosaic("", known.library)
            self._take(request.row, inputs, paths=paths, already_done=True, is_older=is_older)
        return True

    def _loaded(self, missing: Sequence[RowRequest]) -> list[tuple[RowRequest, Scene]]:
        """Return the scenes of rows.

        Raises
        ------
        SceneError
            If all have the same faults, and none is that of its row.
        """
        loaded, faults = [], []
        for request in missing:
            try:
                loaded.append((request, self._scene.load(request)))
            except SceneError as error:
                faults.append((request, error))
        everywhere = {error.problems for _, error in faults}
        if not loaded and len(faults) > 1 and len(everywhere) == 1:
            raise faults[0][1]
        for request, fault in faults:
            self._fail(request.row, fault)
        return loaded

    def _ready(self, loaded: Iterable[tuple[RowRequest, Scene]]) -> Iterator[ReadyRow]:
        """Yield the rows whose photos are there, and whose files are theirs alone."""
        for request, scene in loaded:
            with self._failing(request.row):
                if (file := self._scene.outside(scene)) is not None:
                    what = f"a value lets {file} leave the folder"
                    raise RowError(
                        request.row.place,
                        [Problem(what=what, remedy="a name without / and \\")],
                        ExitCode.INVALID,
                    )
                library = self._libraries.open(scene.mosaic.library)
                photos = library.photos_of(scene)
                own = {
                    library.content(name): name
                    for place, name in photo_names_in(scene)
                    if place == request.row.place
                }
                self._claims.claim(request, written_files(scene, self._scene.options), own)
                yield ReadyRow(request=request, scene=scene, library=library, photos=photos)

    def _with_all_photos(self, ready: Sequence[ReadyRow]) -> list[ReadyRow]:
        """Return rows whose scenes make the photos of all rows appear: they share one mosaic."""
        named = dict.fromkeys(self._record.photos)
        for result in self._record.rows.values():
            named |= dict.fromkeys(content for _, content in result.photos)
        for row in ready:
            named |= dict.fromkeys(row.photos.values())
        self._record.photos = sorted(named)
        return [row.with_photos(named) for row in ready]

    def _make(self, some: Sequence[ReadyRow], previous: Project | None) -> Project | None:
        """Make some rows together; return a project that others can share with."""
        with ExitStack() as locks:
            plans, previous = self._planned(some, previous, locks)
            there = {
                plan: rendered_file(plan)
                for planned in plans.values()
                for plan, is_done in planned.items()
                if is_done
            }
            wanted = [plan for planned in plans.values() for plan in planned if plan not in there]
            self._progress.next_films(plan.encoding.path for plan in wanted)
            result = make_files(wanted, self._scene.options, self._progress)
        files = {**there, **result.files}
        for row, planned in plans.items():
            errors = [result.errors[plan] for plan in planned if plan in result.errors]
            if errors:
                self._fail(row.request.row, errors[0])
            else:
                self._take_films(row, [(plan, files[plan]) for plan in planned])
        self._record.write()
        return previous

    def _planned(
        self, some: Sequence[ReadyRow], previous: Project | None, locks: ExitStack
    ) -> tuple[dict[ReadyRow, dict[OutputPlan, bool]], Project | None]:
        """Return the plans of rows, each with whether its files are there, and the last project.

        Raises
        ------
        MosaicAnimError
            If the same reason stops every row: it is no fault of theirs.
        """
        options = self._scene.options
        plans: dict[ReadyRow, dict[OutputPlan, bool]] = {}
        faults: list[tuple[ReadyRow, MosaicAnimError]] = []
        for row in some:
            try:
                previous, outputs = open_outputs(
                    row.scene,
                    options,
                    self._progress,
                    previous=previous,
                    library=row.library.library,
                )
                planned = plan_outputs(previous, outputs, options)
                for plan in planned:
                    locks.enter_context(output_lock(plan.encoding.path))
                plans[row] = {plan: is_already_done(plan) for plan in planned}
            except MosaicAnimError as error:
                faults.append((row, error))
        _require_some(plans, faults, self._results)
        for row, fault in faults:
            self._fail(row.request.row, fault)
        return plans, previous

    def _take_films(
        self, row: ReadyRow, films: Sequence[tuple[OutputPlan, "RenderedFile"]]
    ) -> None:
        """Record and report a row whose films are finished."""
        files = tuple(file for _, file in films)
        if not any(file.missing for file in files):
            record = self._row_record(row, [plan for plan, _ in films])
            self._record.rows[row.request.key] = record
        with self._failing(row.request.row):
            self._take(
                row.request.row,
                row.scene.inputs,
                paths=tuple(file.path for file in files),
                files=files,
                already_done=all(file.already_done for file in files),
            )

    def _row_record(self, row: ReadyRow, plans: Iterable[OutputPlan]) -> RowRecord:
        described = row.scene.mosaic.library
        return RowRecord(
            files=[
                (str(file.path.absolute()), file.comment)
                for plan in plans
                for file in output_files(plan.encoding)
            ],
            photos=[*row.photos.items()],
            inputs=self._record.hashes(str(file) for file, _ in row.scene.inputs.files),
            library=described if isinstance(described, str) else [*described],
            made_from=row.library.made_from,
        )

    def _take(self, row: TableRow, inputs: Inputs, **about: Any) -> None:
        """Report a row that is there."""
        if self._codes is not None:
            self._codes.write(row.values, about["paths"][0], inputs)
        self._finish(RowResult(line=row.line, values=row.values, **about))

    def _fail(self, row: TableRow, error: MosaicAnimError) -> None:
        """Report a row that cannot be made."""
        if not isinstance(error, RowError):
            error = RowError(row.place, error.problems, error.exit_code)
        self._finish(RowResult(line=row.line, values=row.values, error=error))

    def _finish(self, result: RowResult) -> None:
        self._results[result.line] = result
        self._progress.finish_row()
        if self._report is not None:
            self._report(result)

    @contextmanager
    def _failing(self, row: TableRow) -> Iterator[None]:
        """Report a row in which something goes wrong."""
        try:
            yield
        except MosaicAnimError as error:
            self._fail(row, error)


def _require_some(
    plans: Mapping[ReadyRow, object],
    faults: Sequence[tuple[ReadyRow, MosaicAnimError]],
    results: Mapping[int, RowResult],
) -> None:
    """Raise what stops every row in the same way: it is no fault of theirs."""
    reasons = {str(error) for _, error in faults}
    is_first = not any(result.files for result in results.values())
    if not plans and is_first and len(faults) > 1 and len(reasons) == 1:
        raise faults[0][1]
