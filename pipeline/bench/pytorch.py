"""The benchmark's training runs and matrix products, written with PyTorch.

Does the same work as pipeline/bench/train.ts and pipeline/bench/multiply.ts and speaks the same protocol: the job
as JSON on the command line; on standard input a line for each lap, with its number of iterations; on standard
output a line of JSON for each lap. See pipeline/bench/pace.ts.

Shares no code with the project, so that its losses can be held against the project's: see test/bench/pytorch.test.ts.
"""

import json
import pathlib
import resource
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy

PEAK_MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


def read_idx(path):
    """The bytes of an IDX file in the shape that its header gives."""
    content = path.read_bytes()
    dimensions = content[3]
    shape = [int.from_bytes(content[4 + 4 * d : 8 + 4 * d], "big") for d in range(dimensions)]
    return torch.frombuffer(bytearray(content), dtype=torch.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_files(data, split):
    """Pixels, [samples, pixels], and classes, [samples], as bytes."""
    folder = pathlib.Path(data["folder"])
    images = read_idx(folder / f"{split}-images-idx3-ubyte").flatten(1)
    return images, read_idx(folder / f"{split}-labels-idx1-ubyte")


def read_split(data, split, samples):
    """Pixels in [0, 1], [samples, pixels], and classes, [samples]; a shorter file is read again from its start."""
    images, labels = read_files(data, split)
    chosen = torch.arange(samples) % len(images)
    return images[chosen].to(torch.float32).div_(255), labels[chosen].to(torch.int64)


def laps(iterations, report):
    """Runs as many of the iterations as each line on standard input asks for, and tells how long each took."""
    for line in sys.stdin:
        seconds, last = [], None
        for _ in range(int(line)):
            start = time.perf_counter()
            last = next(iterations)
            seconds.append(time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_MEMORY_UNIT
        print(json.dumps({"seconds": seconds, "peakMemoryBytes": peak, **report(last)}), flush=True)


def layers(widths, normalised):
    """Dense layers with ReLU in between; batch normalisation before each ReLU, and then no bias, if asked for."""
    for inputs, units in zip(widths[:-2], widths[1:-1]):
        yield nn.Linear(inputs, units, bias=not normalised)
        if normalised:
            yield nn.BatchNorm1d(units)
        yield nn.ReLU()
    yield nn.Linear(widths[-2], widths[-1])


def adam(model, settings):
    betas = (settings["beta1"], settings["beta2"])
    return torch.optim.Adam(model.parameters(), settings["learningRate"], betas, settings["epsilon"])


def metrics(total_loss, correct, samples):
    return {"loss": float(total_loss) / samples, "accuracy": float(correct) / samples}


def score(model, images, labels, slice_samples):
    """Summed loss and number of correct answers, a slice at a time; with gradients unless they are turned off."""
    total, correct = 0.0, 0
    for x, y in zip(images.split(slice_samples), labels.split(slice_samples)):
        scores = model(x)
        loss = cross_entropy(scores, y, reduction="sum")
        if torch.is_grad_enabled():
            (loss / len(images)).backward()
        total += loss.item()
        correct += (scores.argmax(1) == y).sum().item()
    return total, correct


def full_batch(model, optimizer, data, samples, slice_samples):
    """Gradient descent over all samples, one update an iteration, with train and test metrics before each update."""
    train = read_split(data, "train", samples["train"])
    test = read_split(data, "t10k", samples["test"])
    while True:
        optimizer.zero_grad()
        train_score = score(model, *train, slice_samples or samples["train"])
        with torch.no_grad():
            test_score = score(model, *test, slice_samples or samples["test"])
        optimizer.step()
        yield {
            "train": metrics(*train_score, samples["train"]),
            "test": metrics(*test_score, samples["test"]),
        }


def mini_batch(model, optimizer, data, samples, batch_samples):
    """Updates over shuffled batches, epoch after epoch, one update an iteration."""
    images, labels = read_split(data, "train", samples["train"])
    while True:
        for chosen in torch.randperm(len(images)).split(batch_samples):
            x, y = images[chosen], labels[chosen]
            optimizer.zero_grad()
            scores = model(x)
            loss = cross_entropy(scores, y)
            loss.backward()
            optimizer.step()
            correct = (scores.argmax(1) == y).sum().item()
            yield {"train": metrics(loss.item() * len(y), correct, len(y))}


def products(m, k, n):
    """[m, k] times [k, n], over and over, into the same memory."""
    a, b, result = torch.rand(m, k), torch.rand(k, n), torch.empty(m, n)
    while True:
        yield torch.mm(a, b, out=result)


def main(job):
    torch.set_num_threads(job["threads"])
    torch.manual_seed(1)
    if job["work"] == "product":
        laps(products(*job["shape"]), lambda _: {})
        return
    images, labels = read_files(job["data"], "train")
    widths = [images.shape[1], *job["hiddenUnits"], int(labels.max()) + 1]
    model = nn.Sequential(*layers(widths, job["batchNormalised"]))
    optimizer = adam(model, job["optimizer"])
    train = mini_batch if job["work"] == "mini-batch" else full_batch
    laps(train(model, optimizer, job["data"], job["samples"], job["batchSamples"]), lambda last: last)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
