namespace SipEdge.Records;

/// <summary>
/// The file that records are appended to. <see cref="Reopen"/> closes it and opens the path again, so that logrotate may move
/// it away. Used by the record writer's thread only.
/// </summary>
public sealed class RecordFile(string path) : IRecordSink
{
    private FileStream? _file;

    public void Write(ReadOnlySpan<byte> lines)
    {
        _file ??= Open();
        _file.Write(lines);
        _file.Flush();
    }

    public void Reopen()
    {
        Dispose();
        _file = Open();
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open()
    {
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0, // whole batches are written; a second buffer would only delay them
            // Who called whom is personal data: the service's own user and group, nobody else.
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead,
        });
    }
}
