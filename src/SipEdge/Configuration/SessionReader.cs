using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>Keys of trunks.*.session.</summary>
internal static class SessionReader
{
    public static SessionOptions Read(MapReader reader)
    {
        var otherwise = new SessionOptions();
        return new SessionOptions
        {
            Expires = reader.Duration("expires", otherwise.Expires),
            MinSe = reader.Duration("min_se", otherwise.MinSe),
            Rel100 = reader.Choice("rel100", ConfigNames.Rel100, otherwise.Rel100),
            Refresher = reader.Choice("refresher", ConfigNames.Refresher, otherwise.Refresher),
        };
    }
}
