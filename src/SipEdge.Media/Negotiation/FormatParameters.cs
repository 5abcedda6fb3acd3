using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Parameters that name other payload types: "apt=96;rtx-time=3000" of rtx (RFC 4588 §8.1) and "111/111" of red (RFC 2198 §5).
/// </summary>
internal static class FormatParameters
{
    /// <summary>Do they name only payload types of the set? True when they name none.</summary>
    public static bool NamesOnly(ReadOnlySpan<byte> parameters, in PayloadTypes set)
    {
        for (var part = Next(ref parameters, out var number); !part.IsEmpty; part = Next(ref parameters, out number))
        {
            if (number >= 0 && !set.Contains(number))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes them with each number as <paramref name="places"/> has it: by number here, the number there.</summary>
    public static void Write(scoped ref SdpWriter writer, scoped ReadOnlySpan<byte> parameters, scoped ReadOnlySpan<byte> places)
    {
        for (var part = Next(ref parameters, out var number); !part.IsEmpty; part = Next(ref parameters, out number))
        {
            if (number < 0)
            {
                writer.Append(part);
                continue;
            }

            if (part.StartsWith("apt="u8))
            {
                writer.Append("apt="u8);
            }

            writer.Append((ulong)places[number]);
        }
    }

    /// <summary>Cuts off a separator, or what stands before one, with the payload type it names or -1.</summary>
    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest, out int number)
    {
        number = -1;
        var end = rest.IndexOfAny("/; "u8);
        var part = end < 0 ? rest : end == 0 ? rest[..1] : rest[..end];
        rest = rest[part.Length..];
        var digits = part.StartsWith("apt="u8) ? part[4..] : part;
        if (!SdpToken.TryNumber(digits, 127, out number))
        {
            number = -1;
        }

        return part;
    }
}
