namespace SipEdge.Core.Repairs;

/// <summary>Damage by name, for records, metrics and people.</summary>
public static class AlgDamages
{
    private static readonly (AlgDamage Damage, string Name)[] All =
    [
        (AlgDamage.ContentLength, "content_length"),
        (AlgDamage.Via, "via"),
        (AlgDamage.Contact, "contact"),
        (AlgDamage.Description, "description"),
    ];

    public static IEnumerable<string> Names(AlgDamage damage) =>
        All.Where(one => (damage & one.Damage) != 0).Select(static one => one.Name);
}
