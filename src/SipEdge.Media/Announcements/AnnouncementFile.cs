using System.Buffers.Binary;
using System.Text;

namespace SipEdge.Media.Announcements;

/// <summary>
/// Reads an announcement: G.711 as it goes on the wire, 8 kHz, one channel, in a WAV (RIFF format tags 6 and 7), an AU
/// (encodings 1 and 27), or without a header where the name says which law it is. Nothing is resampled or encoded: what is
/// something else is refused with the command that makes it right. Pure.
/// </summary>
public static class AnnouncementFile
{
    /// <summary>Longest file that is read at all: the longest clip and room for a header with tags and pictures.</summary>
    public const int MaxBytes = AnnouncementClip.MaxSamples + (1 << 20);

    private const int WavPcm = 1;
    private const int WavFloat = 3;
    private const int WavALaw = 6;
    private const int WavMuLaw = 7;
    private const int WavExtensible = 0xFFFE;
    private const int AuMuLaw = 1;
    private const int AuALaw = 27;
    private const string Accepted = "A-law or mu-law of 8 kHz, mono, as .wav, .au or raw .al/.ul";

    /// <summary>Reads the content of a file.</summary>
    /// <param name="name">Its name: says how to read a file without a header, and stands in the advice.</param>
    /// <param name="content">All of it.</param>
    /// <param name="clip">What it holds.</param>
    /// <param name="problem">What was found and what is accepted.</param>
    public static bool TryRead(string name, ReadOnlySpan<byte> content, out AnnouncementClip? clip, out string? problem)
    {
        clip = null;
        var status = Find(name, content, out var law, out var samples);
        if (status is not null)
        {
            problem = status;
            return false;
        }

        if (samples.IsEmpty)
        {
            problem = "it holds no samples";
            return false;
        }

        if (samples.Length > AnnouncementClip.MaxSamples)
        {
            problem = $"it lasts {samples.Length / AnnouncementClip.SamplesPerSecond} s; the longest is "
                + $"{AnnouncementClip.MaxSamples / AnnouncementClip.SamplesPerSecond} s";
            return false;
        }

        problem = null;
        clip = new AnnouncementClip(samples, law);
        return true;
    }

    /// <summary>The problem, or null.</summary>
    private static string? Find(string name, ReadOnlySpan<byte> content, out G711Law law, out ReadOnlySpan<byte> samples)
    {
        law = default;
        samples = [];
        if (content.StartsWith("RIFF"u8))
        {
            return content.Length >= 12 && content.Slice(8, 4).SequenceEqual("WAVE"u8)
                ? FindInWav(name, content, out law, out samples)
                : Wrong(name, "a RIFF file that is no WAVE");
        }

        if (content.StartsWith(".snd"u8))
        {
            return FindInAu(name, content, out law, out samples);
        }

        if (NamedFormat(content) is { } format)
        {
            return Wrong(name, format);
        }

        var end = name.LastIndexOf('.');
        var extension = end < 0 ? "" : name[(end + 1)..];
        G711Law? raw = extension.ToUpperInvariant() switch
        {
            "AL" or "ALAW" or "PCMA" => G711Law.A,
            "UL" or "ULAW" or "PCMU" => G711Law.Mu,
            _ => null,
        };
        if (raw is null)
        {
            return Wrong(name, "a file with neither a known header nor a known ending");
        }

        law = raw.Value;
        samples = content;
        return null;
    }

    private static string? FindInWav(string name, ReadOnlySpan<byte> content, out G711Law law, out ReadOnlySpan<byte> samples)
    {
        law = default;
        samples = [];
        var formatKnown = false;
        content = content[12..];
        while (content.Length >= 8)
        {
            var id = content[..4];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(content[4..]);
            var body = content[8..];
            var chunk = length < body.Length ? body[..(int)length] : body;
            if (id.SequenceEqual("fmt "u8))
            {
                if (WavProblem(chunk, out law) is { } problem)
                {
                    return Wrong(name, problem);
                }

                formatKnown = true;
            }
            else if (id.SequenceEqual("data"u8))
            {
                // A length beyond the end is what a writer to a pipe leaves: the samples go on to the end.
                samples = chunk;
                return formatKnown ? null : Wrong(name, "a WAV whose samples come before its format");
            }

            // Chunks lie on even offsets.
            var next = length + (length & 1);
            content = next < (uint)body.Length ? body[(int)next..] : [];
        }

        return Wrong(name, formatKnown ? "a WAV without samples" : "a WAV without a format");
    }

    private static string? WavProblem(ReadOnlySpan<byte> format, out G711Law law)
    {
        law = default;
        if (format.Length < 16)
        {
            return "a WAV with a broken format";
        }

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(format);
        if (tag == WavExtensible && format.Length >= 26)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        }

        law = tag == WavALaw ? G711Law.A : G711Law.Mu;
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        var kind = tag switch
        {
            WavPcm => $"{bits}-bit PCM",
            WavFloat => $"{bits}-bit float",
            WavALaw => "A-law",
            WavMuLaw => "mu-law",
            _ => $"WAV format tag {tag}",
        };
        var good = tag is WavALaw or WavMuLaw && channels == 1 && rate == AnnouncementClip.SamplesPerSecond && bits == 8;
        return good ? null : Describe(kind, rate, channels);
    }

    private static string? FindInAu(string name, ReadOnlySpan<byte> content, out G711Law law, out ReadOnlySpan<byte> samples)
    {
        law = default;
        samples = [];
        if (content.Length < 24)
        {
            return Wrong(name, "an AU with a broken header");
        }

        var offset = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        var length = BinaryPrimitives.ReadUInt32BigEndian(content[8..]);
        var encoding = BinaryPrimitives.ReadUInt32BigEndian(content[12..]);
        var rate = BinaryPrimitives.ReadUInt32BigEndian(content[16..]);
        var channels = BinaryPrimitives.ReadUInt32BigEndian(content[20..]);
        var kind = encoding switch
        {
            AuMuLaw => "mu-law",
            AuALaw => "A-law",
            2 => "8-bit PCM",
            3 => "16-bit PCM",
            _ => $"AU encoding {encoding}",
        };
        if (encoding is not (AuMuLaw or AuALaw) || rate != AnnouncementClip.SamplesPerSecond || channels != 1)
        {
            return Wrong(name, Describe(kind, rate, channels));
        }

        if (offset < 24 || offset > (uint)content.Length)
        {
            return Wrong(name, "an AU with a broken header");
        }

        // All ones: the length was not known when the header was written.
        law = encoding == AuALaw ? G711Law.A : G711Law.Mu;
        samples = content[(int)offset..];
        samples = length < (uint)samples.Length ? samples[..(int)length] : samples;
        return null;
    }

    /// <summary>Files that people try, told by their first bytes.</summary>
    private static string? NamedFormat(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("ID3"u8) || content is [0xFF, 0xFB or 0xF3 or 0xF2, ..])
        {
            return "an MP3";
        }

        return content.StartsWith("OggS"u8) ? "an Ogg"
            : content.StartsWith("fLaC"u8) ? "a FLAC"
            : content.StartsWith("FORM"u8) ? "an AIFF"
            : content.Length >= 8 && content.Slice(4, 4).SequenceEqual("ftyp"u8) ? "an MP4"
            : null;
    }

    private static string Describe(string kind, uint rate, uint channels) =>
        $"{kind}, {rate} Hz, {(channels == 1 ? "mono" : channels == 2 ? "stereo" : $"{channels} channels")}";

    private static string Wrong(string name, string found)
    {
        var to = new StringBuilder(System.IO.Path.GetFileNameWithoutExtension(name)).Append(".alaw.wav");
        return $"it is {found}; accepted is {Accepted}. "
            + $"Convert it: sox {System.IO.Path.GetFileName(name)} -r 8000 -c 1 -e a-law {to}";
    }
}
