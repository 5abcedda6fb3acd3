namespace SipEdge.Records;

/// <summary>Where record lines go. Each call brings whole lines, and they are out of this process when it returns.</summary>
public interface IRecordSink : IDisposable
{
    void Write(ReadOnlySpan<byte> lines);

    /// <summary>Opens the destination anew after a rotation.</summary>
    void Reopen();
}
