using SipEdge.Core.Configuration;

namespace SipEdge.Core.Abuse;

/// <summary>How long a ban is: twice as long as the one before, up to the longest.</summary>
internal static class BanLength
{
    public static TimeSpan Of(BanOptions rules, int bansBefore)
    {
        var length = rules.First.TotalMilliseconds * Math.Pow(2, bansBefore);
        return length < rules.Longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(length) : rules.Longest;
    }
}
