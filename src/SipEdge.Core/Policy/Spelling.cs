using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Policy;

/// <summary>
/// Why a number that somebody expected in a set is not in it: mostly because it is written another way. For explanations only.
/// </summary>
internal static class Spelling
{
    /// <summary>Empty when no other way of writing it would have helped.</summary>
    public static string Hint(ReadOnlySpan<byte> number, NumberSet set)
    {
        var text = Encoding.UTF8.GetString(number);
        string[] ways = text switch
        {
            ['+', .. var rest] => [rest, $"00{rest}"],
            ['0', '0', .. var rest] => [$"+{rest}", rest],
            _ => [$"+{text}", $"00{text}"],
        };
        return Array.Find(ways, way => set.Contains(Encoding.UTF8.GetBytes(way))) is { } near
            ? $"; {near} is: the two are written differently"
            : string.Empty;
    }
}
