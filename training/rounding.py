"""Weights in bytes, so that as little as can be is lost of what a linear layer makes of real sentences.

Three things, each of which moves no work into the running of the model but two passes over its input:
`mean`: what comes in is centred, and the middle goes into the bias. `even`: where a number that comes in reaches far,
it is made smaller and its weights larger (SmoothQuant, Xiao et al. 2023). `_rounded`: weights are rounded one input
after the other, and what one loses the next ones make up for, as far as inputs go together (GPTQ, Frantar et al. 2023).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

BYTE = 127
EVENED = 0.7  # how much of an input's reach goes into its weights; of .5 to .9 the best for search
DAMPED = 0.01  # of the mean square of inputs, so that what never varies can be divided by
LEAST = 1e-5


@dataclass(frozen=True)
class Inputs:
    """What comes into a linear layer, over real sentences.

    Attributes:
        mean: (n,) of each input.
        reach: (n,) how far each goes from its mean.
        gram: (n, n) mean product of each with each, from their means.
    """

    mean: Array
    reach: Array
    gram: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Rounded:
    """A linear layer in bytes: x becomes x * evened - middle, and the product is times the scale, plus the bias."""

    weight: npt.NDArray[np.int8]
    scale: Array
    bias: Array
    evened: Array
    middle: Array


def inputs_of(rows: Array) -> Inputs:
    """Of (rows, n) that came into a layer."""
    mean = rows.mean(axis=0)
    apart = rows - mean
    gram = apart.T.astype(np.float64) @ apart.astype(np.float64) / len(rows)
    return Inputs(mean, np.abs(apart).max(axis=0), gram)


def in_bytes(weight: Array, bias: Array, inputs: Inputs) -> Rounded:
    """A layer (out, in) in bytes, a scale for each output."""
    reach = np.maximum(inputs.reach, LEAST)
    even = reach**EVENED / np.maximum(np.abs(weight).max(axis=0), LEAST) ** (1 - EVENED)
    small, scale = _rounded(weight * even, inputs.gram / np.outer(even, even))
    return Rounded(
        small,
        scale,
        (bias + weight @ inputs.mean).astype(np.float32),
        (1 / even).astype(np.float32),
        (inputs.mean / even).astype(np.float32),
    )


def _rounded(weight: Array, gram: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int8], Array]:
    damped = gram + np.eye(len(gram)) * DAMPED * np.diag(gram).mean()
    upper = np.linalg.cholesky(np.linalg.inv(damped)).T
    scale = np.maximum(np.abs(weight).max(axis=1), LEAST) / BYTE
    left = weight.astype(np.float64)
    small = np.zeros(weight.shape, dtype=np.int8)
    for place in range(weight.shape[1]):
        small[:, place] = np.clip(np.rint(left[:, place] / scale), -BYTE, BYTE)
        lost = (left[:, place] - small[:, place] * scale) / upper[place, place]
        left[:, place + 1 :] -= np.outer(lost, upper[place, place + 1 :])
    return small, scale.astype(np.float32)
