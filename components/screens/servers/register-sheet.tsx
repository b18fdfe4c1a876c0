"use client";
import Link from "next/link";
import { useId } from "react";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { SheetCancel } from "#components/ui/sheet-cancel.tsx";
import { Connect } from "./connect.tsx";
import type { Installation } from "./installation.ts";
import { KeyOnce } from "./key-once.tsx";
import { useRegisterServer } from "./queries.ts";
import { RegisterForm } from "./register-form.tsx";

interface RegisterSheetProps {
  open: boolean;
  installation: Installation;
  onClose(): void;
}

/** Registers a server; what follows is its key, once, and how to report with it. */
export function RegisterSheet({ open, installation, onClose }: RegisterSheetProps) {
  const form = useId();
  const { mutate, data, error, isPending, reset } = useRegisterServer();
  const close = () => {
    reset();
    onClose();
  };
  const footer = data ? (
    <Link href={`/servers/${data.server.id}`} replace className={buttonClass("primary")}>
      I have copied the key
    </Link>
  ) : (
    <>
      <SheetCancel />
      <Button type="submit" form={form} variant="primary" disabled={isPending}>
        {isPending ? "Registering…" : "Register server"}
      </Button>
    </>
  );
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => !next && close()}
      title={data ? `${data.server.name} is registered` : "Register a server"}
      description={data ? undefined : "It gets a key with which its replicas report and receive commands."}
      wide={data !== undefined}
      held={data !== undefined}
      footer={footer}
    >
      {data ? (
        <div className="grid grid-cols-1 gap-5">
          <KeyOnce value={data.key} />
          <Connect installation={installation} server={data.server.name} secret={data.key} />
        </div>
      ) : (
        <RegisterForm id={form} error={error?.message ?? null} onSubmit={(input) => mutate(input)} />
      )}
    </Sheet>
  );
}
