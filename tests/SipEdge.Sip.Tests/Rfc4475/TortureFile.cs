namespace SipEdge.Sip.Tests.Rfc4475;

/// <summary>
/// The messages of RFC 4475, byte for byte: CRLF line ends, unprintable bytes and repetitions expanded as in its §2.
/// </summary>
internal static class TortureFile
{
    private const string Extension = ".dat";

    public static byte[] Read(string name)
    {
        using var stream = typeof(TortureFile).Assembly.GetManifestResourceStream(name + Extension);
        Assert.NotNull(stream);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static IEnumerable<string> Names() => typeof(TortureFile).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
        .Select(name => name[..^Extension.Length]);
}
