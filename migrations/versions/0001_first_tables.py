"""First tables: firms, figures, titles, rule sets, decisions, evaluations, imports, journal, accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("firms", sa.Integer(), nullable=False),
        sa.Column("firms_with_figures", sa.Integer(), nullable=False),
        sa.Column("rule_sets", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_run")),
    )
    op.create_table(
        "firm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("division_code", sa.String(), nullable=True),
        sa.Column("park", sa.String(), nullable=True),
        sa.Column("industry_code", sa.String(), nullable=True),
        sa.Column("industry_name", sa.String(), nullable=True),
        sa.Column("cluster", sa.String(), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("registered_capital", sa.Float(), nullable=True),
        sa.Column("ownership", sa.String(), nullable=True),
        sa.Column("legal_representative", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=True),
        sa.Column("stock_code", sa.String(), nullable=True),
        sa.Column("hightech_field", sa.String(), nullable=True),
        sa.Column("main_product", sa.String(), nullable=True),
        sa.Column("niche_market_since", sa.Integer(), nullable=True),
        sa.Column("has_private_equity", sa.Boolean(), nullable=True),
        sa.Column("rd_institution_level", sa.String(), nullable=True),
        sa.Column("digital_level", sa.Float(), nullable=True),
        sa.Column("quality_items", sa.Integer(), nullable=True),
        sa.Column("self_brand", sa.Boolean(), nullable=True),
        sa.Column("mgmt_certified", sa.Boolean(), nullable=True),
        sa.Column("info_system_core", sa.Boolean(), nullable=True),
        sa.Column("field_priority", sa.Boolean(), nullable=True),
        sa.Column("serious_violation", sa.Boolean(), nullable=True),
        sa.Column("abnormal_list", sa.Boolean(), nullable=True),
        sa.Column("major_accident_3y", sa.Boolean(), nullable=True),
        sa.Column("prohibited_industry", sa.Boolean(), nullable=True),
        sa.Column("controlled_by_listed", sa.Boolean(), nullable=True),
        sa.Column("national_award_rank", sa.Float(), nullable=True),
        sa.Column("national_award_year", sa.Integer(), nullable=True),
        sa.Column("provincial_award_rank", sa.Float(), nullable=True),
        sa.Column("provincial_award_year", sa.Integer(), nullable=True),
        sa.Column("maker_china_rank", sa.Float(), nullable=True),
        sa.Column("maker_china_year", sa.Integer(), nullable=True),
        sa.Column("strategic_emerging", sa.Boolean(), nullable=True),
        sa.Column("emerging_industry", sa.Boolean(), nullable=True),
        sa.Column("key_chain_result", sa.String(), nullable=True),
        sa.Column("no_sharp_fall", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(credit_code) = 18", name=op.f("ck_firm_credit_code_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_firm_credit_code")),
    )
    op.create_index("ix_firm_division_code", "firm", ["division_code"])
    op.create_index("ix_firm_name_key", "firm", ["name_key"])
    op.create_index("ix_firm_park", "firm", ["park"])
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_account_id", "import_batch", ["account_id"])
    op.create_index("ix_import_batch_sha256", "import_batch", ["sha256"])
    op.create_index("ix_import_batch_status", "import_batch", ["status"])
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    op.create_index("ix_journal_entry_batch_id", "journal_entry", ["batch_id"])
    op.create_index("ix_journal_entry_firm_id_id", "journal_entry", ["firm_id", "id"])
    op.create_table(
        "rule_set_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("cases", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("known_from", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set_version")),
    )
    op.create_index("ix_rule_set_version_tier", "rule_set_version", ["tier"])
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('administrator', 'bureau', 'park_officer', 'enterprise')", name=op.f("ck_account_role")
        ),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_account_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
    )
    op.create_table(
        "evaluation_archive",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["evaluation_run.id"], name=op.f("fk_evaluation_archive_run_id_evaluation_run")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_evaluation_archive")),
    )
    op.create_table(
        "former_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_former_name_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint("firm_id", "name_key", name=op.f("uq_former_name_firm_id_name_key")),
    )
    op.create_index("ix_former_name_firm_id", "former_name", ["firm_id"])
    op.create_index("ix_former_name_name_key", "former_name", ["name_key"])
    op.create_table(
        "import_payload",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("firms", sa.LargeBinary(), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        sa.Column("titles", sa.LargeBinary(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_payload_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_import_payload")),
    )
    op.create_table(
        "local_figure",
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_local_figure_firm_id_firm")),
        sa.PrimaryKeyConstraint("firm_id", "year", "indicator", name=op.f("pk_local_figure")),
    )
    op.create_index("ix_local_figure_indicator", "local_figure", ["indicator"])
    op.create_table(
        "manual_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_manual_decision_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_decision")),
    )
    op.create_index("ix_manual_decision_data_year", "manual_decision", ["data_year"])
    op.create_index("ix_manual_decision_firm_id_tier", "manual_decision", ["firm_id", "tier"])
    op.create_table(
        "standing",
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("candidate_class", sa.String(), nullable=True),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("score_low", sa.Float(), nullable=True),
        sa.Column("score_high", sa.Float(), nullable=True),
        sa.Column("fixes", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_standing_firm_id_firm")),
        sa.PrimaryKeyConstraint("firm_id", "tier", name=op.f("pk_standing")),
    )
    op.create_index("ix_standing_tier_candidate_class", "standing", ["tier", "candidate_class"])
    op.create_table(
        "title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoke_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_title_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title")),
    )
    op.create_index("ix_title_firm_id_tier", "title", ["firm_id", "tier"])
    op.create_index("ix_title_tier_valid_to", "title", ["tier", "valid_to"])
    op.create_table(
        "yearly_figures",
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("niche_years", sa.Float(), nullable=True),
        sa.Column("revenue", sa.Float(), nullable=True),
        sa.Column("main_revenue", sa.Float(), nullable=True),
        sa.Column("sales_revenue", sa.Float(), nullable=True),
        sa.Column("total_income", sa.Float(), nullable=True),
        sa.Column("hightech_income", sa.Float(), nullable=True),
        sa.Column("total_cost", sa.Float(), nullable=True),
        sa.Column("net_profit", sa.Float(), nullable=True),
        sa.Column("total_assets", sa.Float(), nullable=True),
        sa.Column("total_liabilities", sa.Float(), nullable=True),
        sa.Column("net_assets", sa.Float(), nullable=True),
        sa.Column("tax_paid", sa.Float(), nullable=True),
        sa.Column("export_revenue", sa.Float(), nullable=True),
        sa.Column("rd_expense", sa.Float(), nullable=True),
        sa.Column("rd_expense_domestic", sa.Float(), nullable=True),
        sa.Column("tech_activity_spend", sa.Float(), nullable=True),
        sa.Column("staff", sa.Float(), nullable=True),
        sa.Column("st_staff", sa.Float(), nullable=True),
        sa.Column("rd_staff", sa.Float(), nullable=True),
        sa.Column("ip_class1", sa.Float(), nullable=True),
        sa.Column("ip_class1_high_value", sa.Float(), nullable=True),
        sa.Column("ip_class1_self", sa.Float(), nullable=True),
        sa.Column("ip_class2", sa.Float(), nullable=True),
        sa.Column("invention_patents", sa.Float(), nullable=True),
        sa.Column("utility_patents", sa.Float(), nullable=True),
        sa.Column("software_copyrights", sa.Float(), nullable=True),
        sa.Column("result_conversions", sa.Float(), nullable=True),
        sa.Column("standards_led", sa.Float(), nullable=True),
        sa.Column("market_share", sa.Float(), nullable=True),
        sa.Column("market_rank_national", sa.Float(), nullable=True),
        sa.Column("market_rank_province", sa.Float(), nullable=True),
        sa.Column("market_rank_global", sa.Float(), nullable=True),
        sa.Column("srdi_score", sa.Float(), nullable=True),
        sa.Column("equity_financing", sa.Float(), nullable=True),
        sa.Column("valuation", sa.Float(), nullable=True),
        sa.Column("financing_round", sa.String(), nullable=True),
        sa.Column("is_above_scale", sa.Boolean(), nullable=True),
        sa.CheckConstraint("year BETWEEN 1900 AND 2200", name=op.f("ck_yearly_figures_year_range")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_yearly_figures_firm_id_firm")),
        sa.PrimaryKeyConstraint("firm_id", "year", name=op.f("pk_yearly_figures")),
    )
    op.create_index("ix_yearly_figures_year", "yearly_figures", ["year"])


def downgrade() -> None:
    op.drop_index("ix_yearly_figures_year", table_name="yearly_figures")
    op.drop_table("yearly_figures")
    op.drop_index("ix_title_tier_valid_to", table_name="title")
    op.drop_index("ix_title_firm_id_tier", table_name="title")
    op.drop_table("title")
    op.drop_index("ix_standing_tier_candidate_class", table_name="standing")
    op.drop_table("standing")
    op.drop_index("ix_manual_decision_firm_id_tier", table_name="manual_decision")
    op.drop_index("ix_manual_decision_data_year", table_name="manual_decision")
    op.drop_table("manual_decision")
    op.drop_index("ix_local_figure_indicator", table_name="local_figure")
    op.drop_table("local_figure")
    op.drop_table("import_payload")
    op.drop_index("ix_former_name_name_key", table_name="former_name")
    op.drop_index("ix_former_name_firm_id", table_name="former_name")
    op.drop_table("former_name")
    op.drop_table("evaluation_archive")
    op.drop_table("account")
    op.drop_index("ix_rule_set_version_tier", table_name="rule_set_version")
    op.drop_table("rule_set_version")
    op.drop_index("ix_journal_entry_firm_id_id", table_name="journal_entry")
    op.drop_index("ix_journal_entry_batch_id", table_name="journal_entry")
    op.drop_table("journal_entry")
    op.drop_index("ix_import_batch_status", table_name="import_batch")
    op.drop_index("ix_import_batch_sha256", table_name="import_batch")
    op.drop_index("ix_import_batch_account_id", table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index("ix_firm_park", table_name="firm")
    op.drop_index("ix_firm_name_key", table_name="firm")
    op.drop_index("ix_firm_division_code", table_name="firm")
    op.drop_table("firm")
    op.drop_table("evaluation_run")
