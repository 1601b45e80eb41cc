CREATE TABLE "organization_texts" (
	"organization_id" text NOT NULL,
	"language" text NOT NULL,
	"texts" jsonb NOT NULL,
	CONSTRAINT "organization_texts_organization_id_language_pk" PRIMARY KEY("organization_id","language")
);
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "brand" jsonb;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "brand_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "organization_texts" ADD CONSTRAINT "organization_texts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE cascade ON UPDATE no action;