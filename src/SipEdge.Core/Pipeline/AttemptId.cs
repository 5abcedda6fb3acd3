using System.Runtime.InteropServices;
using SipEdge.Core.Calls;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// What an attempt is called in records and answers: the tag that the edge put into To. A value, so that remembering attempts
/// keeps no strings alive.
/// </summary>
internal readonly record struct AttemptId(ulong High, ulong Middle, ulong Low)
{
    public static AttemptId From(ReadOnlySpan<byte> tag)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(tag[..Identifiers.TagLength]);
        return new AttemptId(words[0], words[1], words[2]);
    }

    /// <summary>False for what cannot be one of our tags.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AttemptId id)
    {
        Span<byte> tag = stackalloc byte[Identifiers.TagLength];
        if (text.Length != tag.Length || !System.Text.Ascii.IsValid(text))
        {
            id = default;
            return false;
        }
        System.Text.Encoding.ASCII.GetBytes(text, tag);
        id = From(tag);
        return true;
    }
}
