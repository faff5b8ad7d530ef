"""What production refuses to start with. Pure: the environment comes in, the reasons come out."""

from collections.abc import Mapping

KEY_LENGTH = 50
HOW_TO_MAKE_A_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def refusals(environment: Mapping[str, str]) -> list[str]:
    """Every reason not to open the service with these variables, in words; empty when it is safe."""
    checks = (_key(environment), _debug(environment), *_hosts(environment), _database(environment))
    return [reason for reason in checks if reason]


def _key(environment: Mapping[str, str]) -> str:
    key = environment.get("SECRET_KEY", "")
    if not key:
        return f"SECRET_KEY manque : elle signe les sessions. Fabriquez-en une : {HOW_TO_MAKE_A_KEY}"
    if len(key) < KEY_LENGTH or len(set(key)) < 10:
        return f"SECRET_KEY est trop facile à deviner ({KEY_LENGTH} caractères au moins). {HOW_TO_MAKE_A_KEY}"
    if key.startswith(("a-key-for-", "django-insecure-")):
        return f"SECRET_KEY est publique : c'est celle du développement. {HOW_TO_MAKE_A_KEY}"
    return ""


def _debug(environment: Mapping[str, str]) -> str:
    if environment.get("DEBUG", "").lower() in ("", "0", "no", "non", "false"):
        return ""
    return "DEBUG montrerait les données des familles dans les pages d'erreur. Retirez cette variable."


def _hosts(environment: Mapping[str, str]) -> list[str]:
    hosts = names(environment.get("ALLOWED_HOSTS", ""))
    if not hosts:
        return ["ALLOWED_HOSTS manque : donnez le nom du site, par exemple portail.mairie-exemple.fr"]
    wild = [host for host in hosts if "*" in host or host.startswith(".")]
    return [f"ALLOWED_HOSTS accepte n'importe quel nom ({host}). Écrivez chaque nom en entier." for host in wild]


def _database(environment: Mapping[str, str]) -> str:
    if environment.get("DATABASE_URL"):
        return ""
    return (
        "DATABASE_URL manque : dites où sont les données, par exemple "
        "sqlite:////var/lib/preau/preau.sqlite3 ou postgres://preau@localhost/preau"
    )


def names(text: str) -> list[str]:
    """The names of a list written with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]
