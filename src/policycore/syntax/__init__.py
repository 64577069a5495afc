"""Policy text to the AST: words, tokens, the automaton, the tree, and what is said of text that cannot be read."""
