"""What a frame and an owner's device do alike with the devices they are paired with.

The floor between what was thought out (`protocol`), what survives (`store`) and who acts
(`services` for a frame, `owner` for a person's own device).
"""
