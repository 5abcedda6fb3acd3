namespace SipEdge.Load.Compare;

/// <summary>What is being measured, while it is; the report goes to standard output, this to standard error.</summary>
internal static class Progress
{
    internal static void Say(FormattableString text) => Console.Error.WriteLine(FormattableString.Invariant(text));
}
