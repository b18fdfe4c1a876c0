"use client";
import { FailureScreen } from "#components/screens/failure/failure-screen.tsx";

interface ErrorPageProps {
  error: Error & { digest?: string };
}

export default function ErrorPage({ error }: ErrorPageProps) {
  return <FailureScreen digest={error.digest} onRetry={() => window.location.reload()} />;
}
