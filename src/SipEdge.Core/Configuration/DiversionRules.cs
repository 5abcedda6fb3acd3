using System.Globalization;
using System.Text;

namespace SipEdge.Core.Configuration;

/// <summary>What a trunk is told of diversions, resolved. Immutable after construction.</summary>
public sealed class DiversionRules
{
    public static DiversionRules Off { get; } = new();

    public DiversionMode Mode { get; private init; } = DiversionMode.Off;

    /// <summary>With static: user part of the one who forwards.</summary>
    public byte[] Number { get; private init; } = [];

    /// <summary>With static: what follows the URI, with the first ';'.</summary>
    public byte[] Parameters { get; private init; } = [];

    /// <summary>With static: he is not to be known outside the trust domain.</summary>
    public bool IsPrivate { get; private init; }

    public int Limit { get; private init; } = new DiversionOptions().Limit;

    public static DiversionRules Compile(DiversionOptions options, IdentityOptions identity) => new()
    {
        Mode = options.Mode ?? (identity.EffectiveTrustOutbound == TrustMode.Trusted ? DiversionMode.Pass : DiversionMode.Off),
        Number = Encoding.ASCII.GetBytes(options.Number ?? string.Empty),
        Parameters = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $";reason={options.Reason};counter={options.Counter};privacy={options.Privacy}")),
        IsPrivate = options.Privacy is "full" or "uri",
        Limit = options.Limit,
    };
}
