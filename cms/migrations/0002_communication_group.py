"""The town's communications staff may write, publish and schedule pages, images and documents from the first day."""

from django.db import migrations

GROUP = "communication"
ON_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
ON_COLLECTIONS = {
    ("wagtailimages", "image"): ("add_image", "change_image", "choose_image"),
    ("wagtaildocs", "document"): ("add_document", "change_document", "choose_document"),
}
ON_THE_WHOLE = {
    ("wagtailadmin", "admin"): ("access_admin",),
    ("cms", "siteidentity"): ("change_siteidentity",),
}


def grant(apps, schema_editor):
    """Create the group and its rights; permissions Django has not created yet are created here."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    for permission in _permissions(apps, "wagtailcore", "page", ON_PAGES):
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=permission
        )
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for (app, model), codenames in ON_COLLECTIONS.items():
        for permission in _permissions(apps, app, model, codenames):
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    for (app, model), codenames in ON_THE_WHOLE.items():
        group.permissions.add(*_permissions(apps, app, model, codenames))


def withdraw(apps, schema_editor):
    """Remove the group, its rights with it."""
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


def _permissions(apps, app, model, codenames):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    permissions = apps.get_model("auth", "Permission").objects
    return [
        permissions.get_or_create(codename=codename, content_type=content_type, defaults={"name": codename})[0]
        for codename in codenames
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(grant, withdraw)]
