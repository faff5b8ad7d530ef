"""The doors of the planning, the recap and the activities, one file a screen."""
