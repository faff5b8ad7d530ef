"""What the back office may do with some rows at most, whatever the permissions of a person."""

from wagtail.permission_policies import ModelPermissionPolicy


class OnlyActions(ModelPermissionPolicy):
    """The actions named, for those who hold them; no other for anybody."""

    def __init__(self, model, *actions):
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user, action):
        return action in self.actions and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)
