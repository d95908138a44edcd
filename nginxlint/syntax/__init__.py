"""nginx's lexical grammar, the bridge to crossplane, and the tree of directives."""
