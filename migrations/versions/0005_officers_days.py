"""An officer's days: groupings, institutions, financing, pools, plans, rounds, targets, layouts, saved views, rankings."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grouping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping")),
        sa.UniqueConstraint("kind", "name_key", name=op.f("uq_grouping_kind_name_key")),
    )
    op.create_index(op.f("ix_grouping_kind"), "grouping", ["kind"], unique=False)
    op.create_table(
        "ranking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
    )
    op.create_index(op.f("ix_ranking_status"), "ranking", ["status"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.Column("notice_text", sa.String(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_status"), "round", ["status"], unique=False)
    op.create_index(op.f("ix_round_tier"), "round", ["tier"], unique=False)
    op.create_table(
        "table_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("workbook", sa.LargeBinary(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("header_row", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_layout")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("measure", sa.JSON(), nullable=False),
        sa.Column("goal", sa.Float(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=True),
        sa.Column("base_value", sa.Float(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["target.id"], name=op.f("fk_target_parent_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_code"), "target", ["code"], unique=False)
    op.create_index(op.f("ix_target_parent_id"), "target", ["parent_id"], unique=False)
    op.create_index(op.f("ix_target_status"), "target", ["status"], unique=False)
    op.create_table(
        "financing_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("post_money", sa.Float(), nullable=True),
        sa.Column("investors", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_financing_round_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financing_round")),
    )
    op.create_index(op.f("ix_financing_round_firm_id"), "financing_round", ["firm_id"], unique=False)
    op.create_table(
        "grouping_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grouping_id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_grouping_member_firm_id_firm")),
        sa.ForeignKeyConstraint(["grouping_id"], ["grouping.id"], name=op.f("fk_grouping_member_grouping_id_grouping")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping_member")),
        sa.UniqueConstraint(
            "grouping_id", "firm_id", "since", name=op.f("uq_grouping_member_grouping_id_firm_id_since")
        ),
    )
    op.create_index(op.f("ix_grouping_member_firm_id"), "grouping_member", ["firm_id"], unique=False)
    op.create_table(
        "rd_institution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_rd_institution_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rd_institution")),
    )
    op.create_index(op.f("ix_rd_institution_firm_id"), "rd_institution", ["firm_id"], unique=False)
    op.create_table(
        "round_snapshot",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rule_text", sa.String(), nullable=False),
        sa.Column("rule_hash", sa.String(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("results", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_snapshot_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_snapshot")),
    )
    op.create_table(
        "service_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_service_entry_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_entry")),
    )
    op.create_index(op.f("ix_service_entry_firm_id"), "service_entry", ["firm_id"], unique=False)
    op.create_index(op.f("ix_service_entry_kind_status"), "service_entry", ["kind", "status"], unique=False)
    op.create_table(
        "target_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("numerator", sa.Float(), nullable=True),
        sa.Column("denominator", sa.Float(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name=op.f("fk_target_point_target_id_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_point")),
        sa.UniqueConstraint("target_id", "on", name=op.f("uq_target_point_target_id_on")),
    )
    op.create_table(
        "plan_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_plan_action_firm_id_firm")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_plan_action_owner_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_action")),
    )
    op.create_index(op.f("ix_plan_action_firm_id"), "plan_action", ["firm_id"], unique=False)
    op.create_index(op.f("ix_plan_action_owner_id"), "plan_action", ["owner_id"], unique=False)
    op.create_index(op.f("ix_plan_action_status_due_on"), "plan_action", ["status", "due_on"], unique=False)
    op.create_table(
        "pool_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("expected_year", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("exit_kind", sa.String(), nullable=True),
        sa.Column("exit_reason", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("exited_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_pool_member_firm_id_firm")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_pool_member_officer_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_member")),
    )
    op.create_index(op.f("ix_pool_member_firm_id_tier"), "pool_member", ["firm_id", "tier"], unique=False)
    op.create_index(op.f("ix_pool_member_officer_id"), "pool_member", ["officer_id"], unique=False)
    op.create_index(op.f("ix_pool_member_tier_exited_on"), "pool_member", ["tier", "exited_on"], unique=False)
    op.create_table(
        "round_firm",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("drawn_class", sa.String(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("candidate_class", sa.String(), nullable=True),
        sa.Column("shortfall", sa.String(), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_round_firm_firm_id_firm")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_firm_round_id_round")),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_round_firm_title_id_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_firm")),
        sa.UniqueConstraint("round_id", "firm_id", name=op.f("uq_round_firm_round_id_firm_id")),
    )
    op.create_index(op.f("ix_round_firm_firm_id"), "round_firm", ["firm_id"], unique=False)
    op.create_index(
        op.f("ix_round_firm_round_id_level_state"), "round_firm", ["round_id", "level", "state"], unique=False
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("division", sa.String(), nullable=False),
        sa.Column("park", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("account_id", "page", "name", name=op.f("uq_saved_view_account_id_page_name")),
    )
    op.create_index(op.f("ix_saved_view_account_id"), "saved_view", ["account_id"], unique=False)
    op.create_table(
        "service_officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firm_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("handover_note", sa.String(), nullable=False),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_officer_account_id_account")),
        sa.ForeignKeyConstraint(["firm_id"], ["firm.id"], name=op.f("fk_service_officer_firm_id_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_officer")),
    )
    op.create_index(op.f("ix_service_officer_account_id"), "service_officer", ["account_id"], unique=False)
    op.create_index(op.f("ix_service_officer_firm_id"), "service_officer", ["firm_id"], unique=False)
    op.create_table(
        "round_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("round_firm_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_firm_id"], ["round_firm.id"], name=op.f("fk_round_amendment_round_firm_id_round_firm")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_amendment_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_amendment")),
    )
    op.create_index(op.f("ix_round_amendment_round_firm_id"), "round_amendment", ["round_firm_id"], unique=False)
    op.create_index(op.f("ix_round_amendment_round_id"), "round_amendment", ["round_id"], unique=False)
    op.create_table(
        "round_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("round_firm_id", sa.Integer(), nullable=True),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_text", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_firm_id"], ["round_firm.id"], name=op.f("fk_round_objection_round_firm_id_round_firm")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_objection_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_objection")),
    )
    op.create_index(op.f("ix_round_objection_round_firm_id"), "round_objection", ["round_firm_id"], unique=False)
    op.create_index(op.f("ix_round_objection_round_id"), "round_objection", ["round_id"], unique=False)
    op.create_table(
        "round_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("round_firm_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_firm_id"], ["round_firm.id"], name=op.f("fk_round_opinion_round_firm_id_round_firm")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_opinion_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_opinion")),
    )
    op.create_index(op.f("ix_round_opinion_round_firm_id"), "round_opinion", ["round_firm_id"], unique=False)
    op.create_index(op.f("ix_round_opinion_round_id"), "round_opinion", ["round_id"], unique=False)
    op.add_column("title", sa.Column("barred_until", sa.Date(), nullable=True))
    op.add_column("title", sa.Column("recognised_as", sa.String(), nullable=True))
    op.add_column("title", sa.Column("renews", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("title", "renews")
    op.drop_column("title", "recognised_as")
    op.drop_column("title", "barred_until")
    op.drop_index(op.f("ix_round_opinion_round_id"), table_name="round_opinion")
    op.drop_index(op.f("ix_round_opinion_round_firm_id"), table_name="round_opinion")
    op.drop_table("round_opinion")
    op.drop_index(op.f("ix_round_objection_round_id"), table_name="round_objection")
    op.drop_index(op.f("ix_round_objection_round_firm_id"), table_name="round_objection")
    op.drop_table("round_objection")
    op.drop_index(op.f("ix_round_amendment_round_id"), table_name="round_amendment")
    op.drop_index(op.f("ix_round_amendment_round_firm_id"), table_name="round_amendment")
    op.drop_table("round_amendment")
    op.drop_index(op.f("ix_service_officer_firm_id"), table_name="service_officer")
    op.drop_index(op.f("ix_service_officer_account_id"), table_name="service_officer")
    op.drop_table("service_officer")
    op.drop_index(op.f("ix_saved_view_account_id"), table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_index(op.f("ix_round_firm_round_id_level_state"), table_name="round_firm")
    op.drop_index(op.f("ix_round_firm_firm_id"), table_name="round_firm")
    op.drop_table("round_firm")
    op.drop_index(op.f("ix_pool_member_tier_exited_on"), table_name="pool_member")
    op.drop_index(op.f("ix_pool_member_officer_id"), table_name="pool_member")
    op.drop_index(op.f("ix_pool_member_firm_id_tier"), table_name="pool_member")
    op.drop_table("pool_member")
    op.drop_index(op.f("ix_plan_action_status_due_on"), table_name="plan_action")
    op.drop_index(op.f("ix_plan_action_owner_id"), table_name="plan_action")
    op.drop_index(op.f("ix_plan_action_firm_id"), table_name="plan_action")
    op.drop_table("plan_action")
    op.drop_table("target_point")
    op.drop_index(op.f("ix_service_entry_kind_status"), table_name="service_entry")
    op.drop_index(op.f("ix_service_entry_firm_id"), table_name="service_entry")
    op.drop_table("service_entry")
    op.drop_table("round_snapshot")
    op.drop_index(op.f("ix_rd_institution_firm_id"), table_name="rd_institution")
    op.drop_table("rd_institution")
    op.drop_index(op.f("ix_grouping_member_firm_id"), table_name="grouping_member")
    op.drop_table("grouping_member")
    op.drop_index(op.f("ix_financing_round_firm_id"), table_name="financing_round")
    op.drop_table("financing_round")
    op.drop_index(op.f("ix_target_status"), table_name="target")
    op.drop_index(op.f("ix_target_parent_id"), table_name="target")
    op.drop_index(op.f("ix_target_code"), table_name="target")
    op.drop_table("target")
    op.drop_table("table_layout")
    op.drop_index(op.f("ix_round_tier"), table_name="round")
    op.drop_index(op.f("ix_round_status"), table_name="round")
    op.drop_table("round")
    op.drop_index(op.f("ix_ranking_status"), table_name="ranking")
    op.drop_table("ranking")
    op.drop_index(op.f("ix_grouping_kind"), table_name="grouping")
    op.drop_table("grouping")
