"""What a policy means: nodes, operators, outcomes, walks over them, canonical JSON, and the bundle of it all."""
