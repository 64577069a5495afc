"""What a policy means: nodes, operators, outcomes, walks over them, canonical JSON, and the bundle that carries it all."""
