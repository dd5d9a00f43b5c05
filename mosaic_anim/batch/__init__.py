"""One film for each row of a table: its values are variables of one scene.

table ──read──▶ rows ──load──▶ scenes ──plan──▶ outputs, made together; what they share once
"""
