import pytest

from goldseam.keep.vault import Vault
from tests.making import make_vault


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """An empty vault, to be copied."""
    vault = make_vault(tmp_path_factory.mktemp("find") / "vault")
    vault.settle()
    return vault
