"""A part of the encoder's model: what onnxruntime holds in one session."""

# Careful: onnxruntime is imported where a part is opened; see encoder.py.
import os
from collections.abc import Mapping
from threading import Lock
from typing import Any


class Part:
    """Opened when it is first run, so that who only reads never opens what only the search needs.

    Any number of threads may run it.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._opening = Lock()
        self._session: Any = None
        self._inputs: tuple[str, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether it was run, or opened, before."""
        return self._session is not None

    def open(self) -> None:
        """Opens it, unless it is open. Cost: 10 to 50 ms the first time, by its size."""
        with self._opening:
            if self._session is None:
                # Before the import, which else makes a device id and a telemetry database under ~/.cache (1.32).
                os.environ["ORT_DISABLE_TELEMETRY"] = "1"
                import onnxruntime  # noqa: PLC0415 - see the top

                session = onnxruntime.InferenceSession(
                    self._model, _options(onnxruntime), providers=["CPUExecutionProvider"]
                )
                self._inputs = tuple(one.name for one in session.get_inputs())
                self._session, self._model = session, b""

    def run(self, given: Mapping[str, Any]) -> list[Any]:
        """All its outputs, in their order; of what is given it takes what it knows by name."""
        self.open()
        made: list[Any] = self._session.run(None, {name: given[name] for name in self._inputs})
        return made


def _options(onnxruntime: Any) -> Any:
    """One thread, and memory planned for no particular length; without the arena it would take twice as much."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    # Nothing more is left to be joined: the graph was written so. Looking for it would take a third of the opening.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return options
