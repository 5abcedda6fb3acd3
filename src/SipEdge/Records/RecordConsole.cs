namespace SipEdge.Records;

/// <summary>Records on a stream that is not ours to close or rotate: standard output.</summary>
public sealed class RecordConsole(Stream stream) : IRecordSink
{
    public void Write(ReadOnlySpan<byte> lines)
    {
        stream.Write(lines);
        stream.Flush();
    }

    public void Reopen()
    {
        // A stream has no path to open again.
    }

    public void Dispose() => stream.Flush();
}
