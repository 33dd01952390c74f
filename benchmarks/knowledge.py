"""How long the knowledge takes to compile, beside reading its files with the same YAML parser."""

import yaml

from benchmarks.clock import timed
from bot.adapters.files.knowledge import content_root, read_knowledge
from bot.knowledge.compiler import compile_knowledge


def main() -> None:
    """Print it."""
    files = read_knowledge(content_root() / "knowledge")
    plain = [text for path, text in files.items() if path.endswith(".yaml")]
    parse = timed(lambda: [yaml.compose(t, Loader=yaml.CSafeLoader) for t in plain], runs=30)
    compile_ = timed(lambda: compile_knowledge(files), runs=30)
    print("Compiling the knowledge (limit 300 ms)")
    print(f"  parsing its YAML alone   {parse}")
    print(f"  compiling it             {compile_}   {compile_.middle / parse.middle:.1f} ×")


if __name__ == "__main__":
    main()
