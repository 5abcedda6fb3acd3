using System.Text;

namespace SipEdge.Cli;

/// <summary>A SIP message that somebody saved: from a trace, a mail, an editor.</summary>
internal static class MessageFile
{
    private const int Longest = 65_535;

    /// <summary>Standard input.</summary>
    public const string Input = "-";

    /// <exception cref="IOException">It cannot be read, or is no message by its length.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            var stream = path == Input ? Console.OpenStandardInput() : File.OpenRead(path);
            await using (stream.ConfigureAwait(false))
            {
                var bytes = new byte[Longest + 1];
                var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop)
                    .ConfigureAwait(false);
                return length > Longest
                    ? throw new IOException($"{path} is longer than any SIP message")
                    : WithWireLineEnds(bytes.AsSpan(0, length));
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>
    /// Editors save LF where the wire has CRLF, and drop the empty line at the end. A file with any CRLF in it is taken as it is.
    /// </summary>
    internal static byte[] WithWireLineEnds(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\r\n"u8) >= 0)
        {
            return text.ToArray();
        }
        var lines = Encoding.Latin1.GetString(text).Replace("\n", "\r\n", StringComparison.Ordinal);
        if (!lines.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            lines = lines.TrimEnd('\r', '\n') + "\r\n\r\n";
        }
        return Encoding.Latin1.GetBytes(lines);
    }
}
